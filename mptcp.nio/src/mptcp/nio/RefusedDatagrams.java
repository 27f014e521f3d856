package mptcp.nio;

import java.net.DatagramPacket;
import java.net.DatagramSocketImpl;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;

/** What {@link java.net.DatagramSocket} is made of where it is refused: it cannot be created, and nothing else is ever called. */
@SuppressWarnings("removal") // of methods that have to be there
final class RefusedDatagrams extends DatagramSocketImpl {
    private final String why;

    /** @param why what the program is told */
    RefusedDatagrams(String why) {
        this.why = why;
    }

    private SocketException refusal() {
        return new SocketException(why);
    }

    @Override
    protected void create() throws SocketException {
        throw refusal();
    }

    @Override
    protected void bind(int port, InetAddress address) throws SocketException {
        throw refusal();
    }

    @Override
    protected void send(DatagramPacket packet) throws SocketException {
        throw refusal();
    }

    @Override
    protected int peek(InetAddress from) throws SocketException {
        throw refusal();
    }

    @Override
    protected int peekData(DatagramPacket packet) throws SocketException {
        throw refusal();
    }

    @Override
    protected void receive(DatagramPacket packet) throws SocketException {
        throw refusal();
    }

    @Override
    protected void setTTL(byte ttl) throws SocketException {
        throw refusal();
    }

    @Override
    protected byte getTTL() throws SocketException {
        throw refusal();
    }

    @Override
    protected void setTimeToLive(int ttl) throws SocketException {
        throw refusal();
    }

    @Override
    protected int getTimeToLive() throws SocketException {
        throw refusal();
    }

    @Override
    protected void join(InetAddress group) throws SocketException {
        throw refusal();
    }

    @Override
    protected void leave(InetAddress group) throws SocketException {
        throw refusal();
    }

    @Override
    protected void joinGroup(SocketAddress group, NetworkInterface by) throws SocketException {
        throw refusal();
    }

    @Override
    protected void leaveGroup(SocketAddress group, NetworkInterface by) throws SocketException {
        throw refusal();
    }

    @Override
    protected void close() {
        // nothing is open
    }

    @Override
    public void setOption(int option, Object value) throws SocketException {
        throw refusal();
    }

    @Override
    public Object getOption(int option) throws SocketException {
        throw refusal();
    }
}
