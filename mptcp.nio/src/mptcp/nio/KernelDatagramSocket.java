package mptcp.nio;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.nio.channels.DatagramChannel;
import java.util.Set;

/** What {@link KernelDatagramChannel#socket} returns: the JDK's, but for what has to do with the channel. Nothing of the superclass is used. */
final class KernelDatagramSocket extends DatagramSocket {
    private final DatagramChannel channel;
    private final KernelChannel<DatagramChannel> jdk;
    private final DatagramSocket socket;

    KernelDatagramSocket(DatagramChannel channel, KernelChannel<DatagramChannel> jdk) {
        super(new RefusedDatagrams("a part of a channel"));
        this.channel = channel;
        this.jdk = jdk;
        socket = jdk.channel().socket();
    }

    @Override
    public DatagramChannel getChannel() {
        return channel;
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException _) {
            // it is closed, whatever its end was
        }
    }

    @Override
    public boolean isClosed() {
        return !channel.isOpen();
    }

    @Override
    public void send(DatagramPacket packet) throws IOException {
        jdk.call(() -> {
            socket.send(packet);
            return null;
        });
    }

    @Override
    public void receive(DatagramPacket packet) throws IOException {
        jdk.call(() -> {
            socket.receive(packet);
            return null;
        });
    }

    @Override
    public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
        socket.setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return socket.getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return socket.supportedOptions();
    }

    @Override
    public void bind(SocketAddress local) throws SocketException {
        socket.bind(local);
    }

    @Override
    public void connect(InetAddress host, int port) {
        socket.connect(host, port);
    }

    @Override
    public void connect(SocketAddress remote) throws SocketException {
        socket.connect(remote);
    }

    @Override
    public void disconnect() {
        socket.disconnect();
    }

    @Override
    public boolean isBound() {
        return socket.isBound();
    }

    @Override
    public boolean isConnected() {
        return socket.isConnected();
    }

    @Override
    public InetAddress getInetAddress() {
        return socket.getInetAddress();
    }

    @Override
    public int getPort() {
        return socket.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return socket.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socket.getLocalSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return socket.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return socket.getLocalPort();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        socket.setSoTimeout(timeout);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return socket.getSoTimeout();
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        socket.setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return socket.getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        socket.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return socket.getReceiveBufferSize();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        socket.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return socket.getReuseAddress();
    }

    @Override
    public void setBroadcast(boolean on) throws SocketException {
        socket.setBroadcast(on);
    }

    @Override
    public boolean getBroadcast() throws SocketException {
        return socket.getBroadcast();
    }

    @Override
    public void setTrafficClass(int tc) throws SocketException {
        socket.setTrafficClass(tc);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return socket.getTrafficClass();
    }

    @Override
    public void joinGroup(SocketAddress group, NetworkInterface at) throws IOException {
        socket.joinGroup(group, at);
    }

    @Override
    public void leaveGroup(SocketAddress group, NetworkInterface at) throws IOException {
        socket.leaveGroup(group, at);
    }
}
