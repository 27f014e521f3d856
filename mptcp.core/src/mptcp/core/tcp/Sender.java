package mptcp.core.tcp;

/**
 * The sending half of a TCB: its sequence variables (RFC 9293 section 3.3.1), as positions from 0, the SYN. It alone changes
 * them. Invariant: {@code una <= nxt}, and {@code nxt <= end} until the FIN, which stands behind the last byte, is sent.
 */
final class Sender {
    private final int iss;
    private long una;
    private long nxt;
    /** Behind the last byte that the upper layer mapped. */
    private long end = 1;
    private boolean finQueued;
    /** Where the FIN was sent; -1 before. */
    private long finPosition = -1;
    private long window;
    private long maxWindow;
    /** SND.WL1 and SND.WL2: what segment brought the window. */
    private long windowSeq;
    private long windowAck;
    private long lastSentNs;
    /** Since when something is outstanding without any of it having been acknowledged; for the user timeout. */
    private long unackedSinceNs;

    Sender(int iss) {
        this.iss = iss;
    }

    int iss() {
        return iss;
    }

    /** SND.UNA. */
    long una() {
        return una;
    }

    /** SND.NXT. */
    long nxt() {
        return nxt;
    }

    long end() {
        return end;
    }

    /** What was sent and not acknowledged cumulatively. */
    long outstanding() {
        return nxt - una;
    }

    boolean finQueued() {
        return finQueued;
    }

    boolean finSent() {
        return finPosition >= 0;
    }

    boolean finAcked() {
        return finPosition >= 0 && una > finPosition;
    }

    long window() {
        return window;
    }

    /** Whether this may be acknowledged: nothing that was not sent (RFC 9293), nor what is long past (RFC 5961 section 5.2). */
    boolean acceptable(long ack) {
        return ack >= una - maxWindow && ack >= 0 && ack <= nxt;
    }

    long maxWindow() {
        return maxWindow;
    }

    long lastSentNs() {
        return lastSentNs;
    }

    long unackedSinceNs() {
        return unackedSinceNs;
    }

    // --- what changes them

    void synSent() {
        nxt = 1;
    }

    /** The peer took so many bytes that came with the SYN: they count as mapped and sent. */
    void tookWithSyn(int bytes) {
        end += bytes;
        nxt += bytes;
    }

    void mapped(int bytes) {
        end += bytes;
    }

    void queueFin() {
        finQueued = true;
    }

    /** New data up to this position has left. */
    void sentTo(long position) {
        nxt = position;
    }

    void sentFin() {
        finPosition = end;
        nxt = end + 1;
    }

    void leftAt(long nowNs) {
        lastSentNs = nowNs;
    }

    /** Something is outstanding from now on. */
    void flightBegins(long nowNs) {
        unackedSinceNs = nowNs;
    }

    void acknowledged(long ack, long nowNs) {
        una = ack;
        unackedSinceNs = nowNs;
    }

    /** @return whether it is open now and was closed before */
    boolean window(long bytes) {
        boolean reopened = window == 0 && bytes > 0;
        window = bytes;
        maxWindow = Math.max(maxWindow, bytes);
        return reopened;
    }

    /** The window that ends the handshake: for who was opened it is the first that counts. */
    void openedWindow(long bytes, boolean active) {
        maxWindow = active ? maxWindow : 0;
        window(bytes);
    }

    /** The window of the peer's SYN. */
    void firstWindow(long bytes, boolean acknowledges) {
        window(bytes);
        windowSeq = 0;
        windowAck = acknowledges ? 1 : 0;
    }

    /** Whether such a window of a segment that acknowledges nothing new says more than the one known. */
    boolean widens(long position, long bytes) {
        return position > windowSeq || bytes > window || bytes == 0;
    }

    /** Whether the segment's window is not older than the one known (RFC 9293 section 3.10.7.4, fifth). */
    boolean windowIsNew(long position, long ack) {
        boolean fresh = position > windowSeq || position == windowSeq && ack >= windowAck;
        if (fresh) {
            windowSeq = position;
            windowAck = ack;
        }
        return fresh;
    }
}
