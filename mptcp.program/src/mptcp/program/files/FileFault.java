package mptcp.program.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * Failures of input and output, for people. The JDK's exceptions of files have the reason in the name of their class and
 * nothing but the file in their message.
 */
public final class FileFault {
    private FileFault() {}

    /** @return one line: the file and what is wrong with it, or what the failure says of itself */
    public static String said(IOException failure) {
        if (failure instanceof FileSystemException fault && fault.getFile() != null) {
            return "cannot use " + fault.getFile() + ": " + reason(fault);
        }
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }

    /** @return what it says of itself, or else its cause */
    public static String said(UncheckedIOException failure) {
        String own = failure.getMessage();
        return own == null || own.equals(failure.getCause().toString()) ? said(failure.getCause()) : own;
    }

    private static String reason(FileSystemException fault) {
        return switch (fault) {
            case NoSuchFileException _ -> "there is no such file or folder";
            case FileAlreadyExistsException _ -> "it is there already, and is something else";
            case AccessDeniedException _ -> "permission denied";
            case NotDirectoryException _ -> "it is no folder";
            case DirectoryNotEmptyException _ -> "the folder is not empty";
            case FileSystemLoopException _ -> "its links go round in a circle";
            default -> fault.getReason() == null ? fault.getClass().getSimpleName() : fault.getReason();
        };
    }
}
