"""What is fast and how it is measured: a seeded generator and the measurements that `make bench` prints."""
