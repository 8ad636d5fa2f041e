"""`python -m benchmarks.import_command import FILE`: the command line as a process of the stage."""

from ops.cli import main

if __name__ == "__main__":
    main()
