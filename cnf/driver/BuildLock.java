import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Only one run at a time compiles and jars; the operating system frees the lock of a run that died. */
final class BuildLock implements AutoCloseable {
    private final FileChannel channel;

    private BuildLock(FileChannel channel) {
        this.channel = channel;
    }

    static BuildLock take(Path root) throws IOException {
        Path file = root.resolve("cnf/cache/build.lock");
        Files.createDirectories(file.getParent());
        FileChannel channel = FileChannel.open(file, CREATE, WRITE);
        if (channel.tryLock() == null) {
            Log.say("waiting", "for another build");
            channel.lock();
        }
        return new BuildLock(channel);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
