"""`python -m coauth`."""

from coauth.main import main

if __name__ == "__main__":
    main()
