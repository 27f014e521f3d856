package mptcp.io.sim.capture;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * A named pipe to write into that keeps nobody waiting: a thread of its own waits for the reader, and for room. What is written before
 * the reader comes is kept for it. If it is {@link #FAR_BEHIND} bytes behind, or goes, the next write fails.
 */
final class PipeChannel implements WritableByteChannel {
    static final int FAR_BEHIND = 32 << 20;

    private static final int TYPE = 0xf000;
    private static final int FIFO = 0x1000;
    private static final long END_WITHIN_MS = 2_000;

    private final Path pipe;
    private final Thread thread;
    // guarded by this
    private final Queue<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean open = true;
    private boolean hasReader;
    private IOException failure;

    PipeChannel(Path pipe) {
        this.pipe = pipe;
        thread = Thread.ofPlatform().daemon().name("capture to " + pipe.getFileName()).start(this::run);
    }

    static boolean isPipe(Path file) throws IOException {
        return Files.exists(file) && file.getFileSystem().supportedFileAttributeViews().contains("unix")
                && ((int) Files.getAttribute(file, "unix:mode") & TYPE) == FIFO;
    }

    static WritableByteChannel file(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
    }

    private void run() {
        try (FileChannel channel = FileChannel.open(pipe, StandardOpenOption.WRITE)) { // waits for the reader
            synchronized (this) {
                hasReader = true;
            }
            for (ByteBuffer next; (next = next()) != null;) {
                while (next.hasRemaining()) {
                    channel.write(next);
                }
            }
        } catch (IOException e) {
            synchronized (this) {
                failure = e;
                waiting.clear();
            }
        }
    }

    /** Waits for bytes; null: it was closed, and there are no more. */
    private synchronized ByteBuffer next() throws IOException {
        try {
            while (waiting.isEmpty() && open) {
                wait();
            }
        } catch (InterruptedException e) {
            throw new IOException("interrupted", e);
        }
        ByteBuffer next = waiting.poll();
        waitingBytes -= next == null ? 0 : next.remaining();
        return next;
    }

    @Override
    public synchronized int write(ByteBuffer source) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (failure != null) {
            throw new IOException("whoever read " + pipe + " is gone: " + failure.getMessage(), failure);
        }
        int length = source.remaining();
        if (waitingBytes + length > FAR_BEHIND) {
            throw new IOException("whoever reads " + pipe + " is " + (FAR_BEHIND >> 20) + " MiB behind, or never came");
        }
        if (length > 0) {
            waiting.add(ByteBuffer.allocate(length).put(source).flip());
            waitingBytes += length;
            notifyAll();
        }
        return length;
    }

    @Override
    public synchronized boolean isOpen() {
        return open;
    }

    /** Lets a reader that is there have the rest, for a while. */
    @Override
    public void close() throws IOException {
        boolean alone;
        synchronized (this) {
            if (!open) {
                return;
            }
            open = false;
            alone = !hasReader && failure == null;
            notifyAll();
        }
        if (alone) { // the thread waits for a reader: be one, so that it ends
            FileChannel.open(pipe, StandardOpenOption.READ).close();
        }
        boolean interrupted = false;
        try {
            thread.join(END_WITHIN_MS);
        } catch (InterruptedException e) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
