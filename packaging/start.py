"""Where the program of the folder starts; workers of `--jobs` start here too."""

from multiprocessing import freeze_support

if __name__ == "__main__":
    freeze_support()  # a worker ends here, when it has done its work
    from assembler.__main__ import main

    main()
