package mptcp.nio;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.MulticastChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.spi.SelectorProvider;
import java.util.Set;

/** A datagram channel of the JDK as one of ours. Any thread. */
final class KernelDatagramChannel extends DatagramChannel implements Selectable {
    private final KernelChannel<DatagramChannel> jdk;
    private final DatagramSocket socket;

    KernelDatagramChannel(SelectorProvider provider, DatagramChannel channel) {
        super(provider);
        jdk = new KernelChannel<>(channel, this);
        socket = new KernelDatagramSocket(this, jdk);
    }

    @Override
    public DatagramSocket socket() {
        return socket;
    }

    // --- addresses and options

    @Override
    public DatagramChannel bind(SocketAddress local) throws IOException {
        jdk.channel().bind(local);
        return this;
    }

    @Override
    public DatagramChannel connect(SocketAddress remote) throws IOException {
        jdk.call(() -> jdk.channel().connect(remote));
        return this;
    }

    @Override
    public DatagramChannel disconnect() throws IOException {
        jdk.call(jdk.channel()::disconnect);
        return this;
    }

    @Override
    public boolean isConnected() {
        return jdk.channel().isConnected();
    }

    @Override
    public SocketAddress getLocalAddress() throws IOException {
        return jdk.channel().getLocalAddress();
    }

    @Override
    public SocketAddress getRemoteAddress() throws IOException {
        return jdk.channel().getRemoteAddress();
    }

    @Override
    public <T> DatagramChannel setOption(SocketOption<T> name, T value) throws IOException {
        jdk.channel().setOption(name, value);
        return this;
    }

    @Override
    public <T> T getOption(SocketOption<T> name) throws IOException {
        return jdk.channel().getOption(name);
    }

    @Override
    public Set<SocketOption<?>> supportedOptions() {
        return jdk.channel().supportedOptions();
    }

    // --- data

    @Override
    public SocketAddress receive(ByteBuffer target) throws IOException {
        return jdk.call(() -> jdk.channel().receive(target));
    }

    @Override
    public int send(ByteBuffer source, SocketAddress target) throws IOException {
        return jdk.call(() -> jdk.channel().send(source, target));
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return jdk.call(() -> jdk.channel().read(target));
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return jdk.call(() -> jdk.channel().read(targets, offset, length));
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return jdk.call(() -> jdk.channel().write(source));
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        return jdk.call(() -> jdk.channel().write(sources, offset, length));
    }

    // --- groups

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface at) throws IOException {
        return membership(jdk.channel().join(group, at));
    }

    @Override
    public MembershipKey join(InetAddress group, NetworkInterface at, InetAddress source) throws IOException {
        return membership(jdk.channel().join(group, at, source));
    }

    /** The JDK gives the same key for the same group as long as it is valid. */
    private MembershipKey membership(MembershipKey key) {
        return new Membership(key, this);
    }

    private static final class Membership extends MembershipKey {
        private final MembershipKey jdk;
        private final DatagramChannel channel;

        Membership(MembershipKey jdk, DatagramChannel channel) {
            this.jdk = jdk;
            this.channel = channel;
        }

        @Override
        public boolean isValid() {
            return jdk.isValid();
        }

        @Override
        public void drop() {
            jdk.drop();
        }

        @Override
        public MembershipKey block(InetAddress source) throws IOException {
            jdk.block(source);
            return this;
        }

        @Override
        public MembershipKey unblock(InetAddress source) {
            jdk.unblock(source);
            return this;
        }

        @Override
        public MulticastChannel channel() {
            return channel;
        }

        @Override
        public InetAddress group() {
            return jdk.group();
        }

        @Override
        public NetworkInterface networkInterface() {
            return jdk.networkInterface();
        }

        @Override
        public InetAddress sourceAddress() {
            return jdk.sourceAddress();
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Membership m && m.jdk.equals(jdk);
        }

        @Override
        public int hashCode() {
            return jdk.hashCode();
        }

        @Override
        public String toString() {
            return jdk.toString();
        }
    }

    // --- the rest

    @Override
    protected void implCloseSelectableChannel() throws IOException {
        jdk.channel().close();
    }

    @Override
    protected void implConfigureBlocking(boolean block) throws IOException {
        jdk.configureBlocking(block);
    }

    @Override
    public Registrations registrations() {
        return jdk.registrations();
    }

    @Override
    public SelectableChannel kernel() {
        return jdk.channel();
    }

    @Override
    public String toString() {
        return jdk.channel().toString();
    }
}
