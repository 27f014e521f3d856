package mptcp.core.mp;

import mptcp.api.socket.StreamException.Reason;
import mptcp.core.mp.life.ConnectionOwner;

/** Tells the socket and the host what becomes of their connection. Loop thread only. */
final class SocketOwner implements ConnectionOwner {
    private final Mpcb m;

    SocketOwner(Mpcb m) {
        this.m = m;
    }

    @Override
    public boolean accepted() {
        return m.env().established(m);
    }

    @Override
    public void handshakeCompleted() {
        m.env().handshakeCompleted(m);
    }

    @Override
    public void connected() {
        m.socket().wake(MpStreamSocket.CONNECT_EDGE);
    }

    @Override
    public void readable() {
        m.socket().wake(MpStreamSocket.READ_EDGE);
    }

    @Override
    public void writable() {
        m.socket().wake(MpStreamSocket.WRITE_EDGE);
    }

    @Override
    public boolean allRead() {
        return m.rx().available() == 0;
    }

    @Override
    public boolean orphan() {
        return m.socket().orphan();
    }

    @Override
    public boolean inputShut() {
        return m.socket().inputShut();
    }

    @Override
    public void failed(Reason reason) {
        m.socket().failed(reason);
    }

    @Override
    public void pathless(boolean is) {
        m.socket().pathless(is);
    }

    @Override
    public void over() {
        m.onOver();
    }

    @Override
    public void released() {
        m.env().closed(m);
    }

    @Override
    public void defer(Runnable task) {
        m.env().defer(m, task);
    }

    @Override
    public void wantOutput() {
        m.env().dirty(m);
    }
}
