package mptcp.interop;

import java.io.IOException;
import java.nio.ByteBuffer;
import mptcp.api.socket.StreamSocket;
import mptcp.lab.socket.KernelSocket;

/** One end of a connection, be it ours or the kernel's. Buffers are direct ones. */
interface End {
    /** @return bytes read, -1 at the end */
    int read(ByteBuffer target) throws IOException;

    /** Writes all of it. */
    void write(ByteBuffer source) throws IOException;

    /** Ends the sending direction. */
    void shutdownOutput() throws IOException;

    String name();

    static End of(StreamSocket socket) {
        return new End() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return socket.read(target);
            }

            @Override
            public void write(ByteBuffer source) throws IOException {
                socket.write(source);
            }

            @Override
            public void shutdownOutput() {
                socket.shutdownOutput();
            }

            @Override
            public String name() {
                return "ours";
            }
        };
    }

    static End of(KernelSocket socket) {
        return new End() {
            @Override
            public int read(ByteBuffer target) throws IOException {
                return socket.read(target);
            }

            @Override
            public void write(ByteBuffer source) throws IOException {
                socket.write(source);
            }

            @Override
            public void shutdownOutput() throws IOException {
                socket.shutdownOutput();
            }

            @Override
            public String name() {
                return "the kernel's";
            }
        };
    }
}
