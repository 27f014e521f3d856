package mptcp.app;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.util.stream.Stream;

/**
 * A folder for temporary files of this process alone. It goes with the process; if that is killed, the next one of the
 * same user removes it. Whether its process lives is told by a lock, which the operating system frees.
 */
final class WorkFolder {
    private static final String PREFIX = "mptcp-";
    private static final String LOCK = "in-use";
    private static final int MOST_LOOKS = 100;

    private final Path path;
    private final FileLock lock;

    private WorkFolder(Path path, FileLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /** Makes one where temporary files go, and removes what others left there. @param told what was removed */
    static WorkFolder make(PrintStream told) throws IOException {
        Path path = Files.createTempDirectory(PREFIX);
        // locked before it has its name: who finds the name free may remove the folder
        Path unnamed = path.resolve(LOCK + ".new");
        FileChannel channel = FileChannel.open(unnamed, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileLock lock = channel.lock();
        Files.move(unnamed, path.resolve(LOCK), StandardCopyOption.ATOMIC_MOVE);
        removeAbandoned(path, told);
        return new WorkFolder(path, lock);
    }

    Path path() {
        return path;
    }

    private static void removeAbandoned(Path own, PrintStream told) throws IOException {
        UserPrincipal user = Files.getOwner(own);
        try (DirectoryStream<Path> all = Files.newDirectoryStream(own.getParent(), PREFIX + "*")) {
            for (Path each : all) {
                try {
                    if (!each.equals(own) && belongsTo(user, each) && removeIfAbandoned(each)) {
                        told.println("removed " + each + ", which a shell that was killed had left");
                    }
                } catch (IOException e) {
                    told.println("cannot remove " + each + ", which a shell that was killed has left: " + e);
                }
            }
        }
    }

    private static boolean belongsTo(UserPrincipal user, Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getOwner(folder, LinkOption.NOFOLLOW_LINKS).equals(user)
                && Files.isRegularFile(folder.resolve(LOCK), LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean removeIfAbandoned(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder.resolve(LOCK), StandardOpenOption.WRITE)) {
            if (channel.tryLock() == null) {
                return false;
            }
            delete(folder);
            return true;
        } catch (OverlappingFileLockException ours) {
            return false;
        }
    }

    /** Also while others still write into it: then it takes another look. */
    void delete() throws IOException {
        for (int look = 1;; look++) {
            try {
                delete(path);
                break;
            } catch (IOException | UncheckedIOException e) {
                if (look == MOST_LOOKS) {
                    throw e;
                }
            }
        }
        lock.acquiredBy().close();
    }

    /** What tells whose it is, last. */
    private static void delete(Path folder) throws IOException {
        Path last = folder.resolve(LOCK);
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted((a, b) -> b.compareTo(a)).toList()) {
                if (!each.equals(folder) && !each.equals(last)) {
                    Files.deleteIfExists(each);
                }
            }
        }
        Files.deleteIfExists(last);
        Files.deleteIfExists(folder);
    }
}
