package mptcp.lab;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Held by whoever makes a standing lab, or removes any: one at a time on this machine. The operating system frees it when
 * its program is killed. Any thread; the one that took it closes it.
 */
final class LabLock implements AutoCloseable {
    private static final Path FILE = Path.of("/run/mptcp-lab.lock");
    /** Locks of files are those of a process. */
    private static final ReentrantLock WITHIN = new ReentrantLock();

    private final FileChannel channel;

    private LabLock(FileChannel channel) {
        this.channel = channel;
    }

    /** Waits for others. @throws LabException if there can be no lock */
    static LabLock take() throws LabException {
        WITHIN.lock();
        try {
            FileChannel channel = FileChannel.open(FILE, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                channel.lock();
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new LabLock(channel);
        } catch (IOException e) {
            WITHIN.unlock();
            throw new LabException("cannot lock " + FILE + ": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws LabException {
        try {
            channel.close();
        } catch (IOException e) {
            throw new LabException("cannot unlock " + FILE + ": " + e.getMessage(), e);
        } finally {
            WITHIN.unlock();
        }
    }
}
