package mptcp.console.remote;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.charset.StandardCharsets;

/**
 * Messages on a stream: one byte that says what it is, a length of four bytes (big-endian), and so many bytes. One thread
 * reads; any number write.
 */
public final class Frames {
    /** Longer messages are no messages of this protocol. */
    public static final int MOST_BYTES = 1 << 20;

    private static final int HEADER_BYTES = 5;

    /** From the client: the secret, the first message of all. */
    public static final char SECRET = 'T';
    /** From the client: the columns of its terminal in decimal digits, 0 if it has none. */
    public static final char COLUMNS = 'W';
    /** From the client: a command line to run. Answered by output and {@link #DONE} or {@link #EXIT}. */
    public static final char RUN = 'R';
    /** From the client: interrupt what runs. */
    public static final char INTERRUPT = 'I';
    /** From the client: words of a command line, separated by newlines, the last of which is to be completed. */
    public static final char COMPLETE = 'C';
    /** To the client: proposals, separated by newlines. */
    public static final char PROPOSALS = 'P';
    /** To the client: what is for its standard output. */
    public static final char OUT = 'O';
    /** To the client: what is for its standard error. */
    public static final char ERROR = 'E';
    /** To the client: the secret was right. */
    public static final char WELCOME = 'H';
    /** To the client: the command has ended, with this status in decimal digits. */
    public static final char DONE = 'D';
    /** To the client: it is to leave, with this status in decimal digits. */
    public static final char EXIT = 'X';

    /** One message. */
    public record Frame(char kind, byte[] content) {
        public String text() {
            return new String(content, StandardCharsets.UTF_8);
        }
    }

    private final ByteChannel channel;

    public Frames(ByteChannel channel) {
        this.channel = channel;
    }

    /** @return null at the end of the stream */
    public Frame read() throws IOException {
        ByteBuffer header = ByteBuffer.allocate(HEADER_BYTES);
        if (!fill(header)) {
            return null;
        }
        char kind = (char) (header.get() & 0xff);
        int length = header.getInt();
        if (length < 0 || length > MOST_BYTES) {
            throw new IOException("a message of " + length + " bytes");
        }
        ByteBuffer content = ByteBuffer.allocate(length);
        if (!fill(content) && length > 0) {
            throw new EOFException("the stream ended within a message");
        }
        return new Frame(kind, content.array());
    }

    /** @return false at the end, if nothing was read before it */
    private boolean fill(ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                if (buffer.position() > 0) {
                    throw new EOFException("the stream ended within a message");
                }
                return false;
            }
        }
        buffer.flip();
        return true;
    }

    public void write(char kind, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        write(kind, bytes, 0, bytes.length);
    }

    /** What is longer than a message goes into several of the same kind. */
    public synchronized void write(char kind, byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        int left = length;
        do {
            int n = Math.min(left, MOST_BYTES);
            ByteBuffer message = ByteBuffer.allocate(HEADER_BYTES + n).put((byte) kind).putInt(n).put(bytes, from, n);
            message.flip();
            while (message.hasRemaining()) {
                channel.write(message);
            }
            from += n;
            left -= n;
        } while (left > 0);
    }
}
