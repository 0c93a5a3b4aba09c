"""What is written, a module for each product: the data it takes, and how it is laid out."""
