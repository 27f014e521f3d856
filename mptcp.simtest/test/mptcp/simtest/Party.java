package mptcp.simtest;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.hint.Hint;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamSocket;

/** One application of a {@link Transfer}: says its speech, verifies the other's at every read, and ends as its plan says. */
final class Party {
    /** When the application ends what. */
    enum Ending {
        /** shutdownOutput behind its last byte; close once the other direction has ended too. */
        HALF_CLOSE,
        /** close, once all was sent and all that was expected has come: both ends may do so at one time. */
        CLOSE_AT_THE_END,
        /** close behind its last byte, whatever comes then: without unread data this is in order. */
        CLOSE_AFTER_WRITING,
        /** Ends nothing by itself. */
        BY_EVENT
    }

    private static final int BUFFER = 64 << 10;

    private final String name;
    private final World world;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private Speech outgoing;
    private Speech incoming;
    private Party peer;
    private StreamSocket socket;
    private Ending ending = Ending.HALF_CLOSE;
    private long toSend;
    private int chunk = BUFFER;
    private Hint hint;
    private long writeEveryNs;
    private long writeCredit = Long.MAX_VALUE;
    private long readEveryNs;
    private int readBytes;
    private long readCredit = Long.MAX_VALUE;
    private boolean paused;
    private long sent;
    private long received;
    private int growth;
    private boolean outputEnded;
    private boolean aborted;
    private boolean eof;
    private boolean closed;
    private long eofNs;
    private long firstByteNs = -1;
    private StreamException failure;

    Party(String name, World world) {
        this.name = name;
        this.world = world;
    }

    // ---- the plan

    void talk(Party other, long bytes, Speech out, Speech in) {
        peer = other;
        toSend = bytes;
        outgoing = out;
        incoming = in;
    }

    Party ending(Ending when) {
        ending = when;
        return this;
    }

    /** Something on the way changes what comes: this is what is to be read instead, so much longer than what was sent. */
    void expectChanged(Speech in, int longer) {
        incoming = in;
        growth = longer;
    }

    /** At most so many bytes for each call. */
    Party chunk(int bytes) {
        chunk = Math.min(bytes, BUFFER);
        return this;
    }

    /** What it says of all that it writes. */
    Party hint(Hint said) {
        hint = said;
        return this;
    }

    /** One chunk each period, as an application that is limited by its own source. */
    Party writeEvery(long periodNs) {
        writeEveryNs = periodNs;
        writeCredit = 0;
        return this;
    }

    /** So many bytes each period: a slow reader. */
    Party readEvery(long periodNs, int bytes) {
        readEveryNs = periodNs;
        readBytes = bytes;
        readCredit = 0;
        return this;
    }

    // ---- events

    void stopReading() {
        paused = true;
    }

    void resumeReading() {
        paused = false;
        pump();
    }

    /** More to send than was planned. */
    void sendMore(long bytes) {
        toSend += bytes;
        pump();
    }

    void endOutput() {
        if (socket != null && !closed && !outputEnded) {
            toSend = sent;
            outputEnded = true;
            socket.shutdownOutput();
        }
    }

    /** Closes now, whatever is unread or unwritten. */
    void close() {
        if (socket != null && !closed) {
            toSend = sent;
            boolean unread = socket.available() > 0;
            aborted |= unread || !connected();
            outputEnded = true;
            closed = true;
            socket.close();
        }
    }

    void abort() {
        if (socket != null && !closed) {
            aborted = true;
            closed = true;
            socket.abort();
        }
    }

    // ---- the work

    /** The first bytes of what is to be sent; null if there are to be none. */
    ByteBuffer first(int bytes) {
        if (bytes == 0) {
            return null;
        }
        ByteBuffer first = ByteBuffer.allocate((int) Math.min(bytes, toSend));
        outgoing.fill(first, 0);
        return first;
    }

    /** The connect took some of them. */
    void took(ByteBuffer first) {
        sent += first == null ? 0 : first.position();
    }

    void begin(StreamSocket s) {
        socket = s;
        if (readEveryNs > 0) {
            world.whileNotDone(this, readEveryNs, () -> readCredit = Math.min(readCredit + readBytes, 1 << 20));
        }
        if (writeEveryNs > 0) {
            world.whileNotDone(this, writeEveryNs, () -> writeCredit = Math.min(writeCredit + chunk, 1 << 20));
        }
    }

    /** The connection could not even be tried. */
    void cannotConnect(StreamException e) {
        failure = e;
        closed = true;
    }

    /** The listener's call, or a tick of the application's own. */
    void pump() {
        if (socket == null || closed || !connected()) {
            return;
        }
        try {
            read();
            if (failure == null && socket.error() == null) {
                write();
            }
        } catch (StreamException e) {
            failure = e;
        } catch (IOException e) {
            throw new IllegalStateException("no other exception is documented", e);
        }
        if (failure == null && socket.error() != null && !paused) {
            failure = socket.error();
        }
        if (failure != null) {
            closed = true;
            socket.close();
        } else {
            end();
        }
    }

    private boolean connected() {
        return (socket.ready() & StreamSocket.CONNECTED) != 0;
    }

    private void read() throws IOException {
        while (readCredit > 0 && !paused && !eof) {
            buffer.clear().limit((int) Math.min(BUFFER, readCredit));
            int n = socket.tryRead(buffer);
            if (n == 0) {
                return;
            }
            if (n < 0) {
                takeEnd();
                return;
            }
            firstByteNs = firstByteNs < 0 ? world.nowNs() : firstByteNs;
            long wrong = incoming.mismatch(buffer.flip(), received);
            world.check(wrong < 0, () -> name + " read a wrong byte at position " + wrong);
            received += n;
            readCredit -= readCredit == Long.MAX_VALUE ? 0 : n;
            world.check(received <= peer.sent + growth, () -> name + " read " + received + " of " + peer.sent + " bytes sent");
        }
    }

    private void takeEnd() {
        eof = true;
        eofNs = world.nowNs();
        world.check(peer.outputEnded, () -> name + " read the end of a stream that " + peer.name + " has not ended");
        world.check(received == peer.sent + growth, () -> name + " read the end after " + received + " of " + peer.sent
                + " bytes");
    }

    private void write() throws IOException {
        while (sent < toSend && !outputEnded && writeCredit > 0) {
            buffer.clear().limit((int) Math.min(Math.min(chunk, writeCredit), toSend - sent));
            outgoing.fill(buffer, sent);
            int n = socket.tryWrite(buffer, hint);
            if (n == 0) {
                return;
            }
            sent += n;
            writeCredit -= writeCredit == Long.MAX_VALUE ? 0 : n;
        }
    }

    private void end() {
        boolean all = sent == toSend;
        switch (ending) {
            case HALF_CLOSE -> {
                if (all && !outputEnded) {
                    outputEnded = true;
                    socket.shutdownOutput();
                }
                if (all && eof) {
                    shut();
                }
            }
            case CLOSE_AT_THE_END -> {
                if (all && (received == peer.toSend + growth || eof)) {
                    shut();
                }
            }
            case CLOSE_AFTER_WRITING -> {
                if (all) {
                    close();
                }
            }
            case BY_EVENT -> {
                if (eof && outputEnded) {
                    shut();
                }
            }
        }
    }

    private void shut() {
        outputEnded = true;
        closed = true;
        socket.close();
    }

    // ---- how it went

    String name() {
        return name;
    }

    StreamSocket socket() {
        return socket;
    }

    boolean started() {
        return socket != null || closed;
    }

    /** The application has ended, and so has the connection under it. */
    boolean done() {
        return closed && (socket == null || (socket.ready() & StreamSocket.CLOSED) != 0);
    }

    long sent() {
        return sent;
    }

    long toSend() {
        return toSend;
    }

    /** How many bytes more than were sent are to be read. */
    int growth() {
        return growth;
    }

    long received() {
        return received;
    }

    boolean eof() {
        return eof;
    }

    /** Ended by itself in a way that resets the connection. */
    boolean aborted() {
        return aborted;
    }

    /** When it read the end of the stream. */
    long eofNs() {
        return eofNs;
    }

    long firstByteNs() {
        return firstByteNs;
    }

    /** What the application was told, or else what became of the connection after it was closed; null: all went well. */
    StreamException failure() {
        return failure != null || socket == null ? failure : socket.error();
    }

    @Override
    public String toString() {
        return "%s: sent %d of %d%s, received %d of %d%s%s%s%s".formatted(name, sent, toSend, outputEnded ? " (ended)" : "",
                received, peer.toSend, eof ? " (end)" : "", aborted ? ", aborted" : "", closed ? ", closed" : "",
                socket == null ? ", never connected" : failure() == null ? "" : ", " + failure().reason());
    }
}
