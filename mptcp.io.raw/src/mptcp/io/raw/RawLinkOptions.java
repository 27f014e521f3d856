package mptcp.io.raw;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import mptcp.api.address.LinkAddress;

/**
 * Which TUN device to open and how. Immutable; start from {@link #create} or {@link #attach}.
 *
 * @param device name of at most 15 bytes; when creating, {@code %d} in it stands for the first free number
 * @param presence whether the device must exist
 * @param namespace network namespace: a name as {@code ip netns} lists it or a path such as {@code /proc/42/ns/net};
 *     null for the present one
 * @param mtu bytes, 68 to 65,535; 0 leaves it as it is
 * @param superSegments whether packets carry a virtio-net header, so that one read or write may move up to 64 KiB of
 *     TCP payload, which the kernel cuts or has put together (TSO, GRO)
 * @param transmitBuffer bytes for packets that are committed and not yet written
 * @param queues how many ends the device has, each for one loop of a stack with as many ({@link mptcp.api.link.IpLink#queues})
 * @param kernelAddresses addresses to give to the kernel's end of the device; never those of the user-space stack,
 *     which the kernel has to route to the device and not to own
 */
public record RawLinkOptions(
        String device,
        Presence presence,
        String namespace,
        int mtu,
        boolean superSegments,
        int transmitBuffer,
        int queues,
        List<LinkAddress> kernelAddresses) {

    /** What must be true of the device before it is opened. */
    public enum Presence {
        /** It must not exist; it goes away when the link is closed. */
        CREATE,
        /** It must exist, made by {@code ip tuntap add} for instance, and stays when the link is closed. */
        ATTACH,
        /** Attach to it if it exists, else create it. */
        EITHER
    }

    /** IFNAMSIZ less the final zero. */
    private static final int MAX_NAME = 15;
    private static final int MIN_MTU = 68;
    private static final int MAX_MTU = 65_535;
    private static final int MIN_BUFFER = 1 << 17;
    private static final int MAX_BUFFER = 1 << 30;
    private static final int MAX_QUEUES = 64;
    private static final int DEFAULT_BUFFER = 1 << 20;

    /** @throws IllegalArgumentException that names the option which is wrong */
    public RawLinkOptions {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(presence, "presence");
        kernelAddresses = List.copyOf(kernelAddresses);
        checkDevice(device);
        check(mtu == 0 || mtu >= MIN_MTU && mtu <= MAX_MTU,
                "MTU " + mtu + " of " + device + " is out of range: 68 to 65535, at least 1280 for IPv6");
        checkBuffer(transmitBuffer);
        check(queues >= 1 && queues <= MAX_QUEUES, "queues must be 1 to " + MAX_QUEUES + ", not " + queues);
    }

    static void checkDevice(String device) {
        int bytes = device.getBytes(StandardCharsets.UTF_8).length;
        check(bytes >= 1 && bytes <= MAX_NAME && device.chars().noneMatch(RawLinkOptions::isForbidden),
                "'" + device + "' cannot name a device: 1 to 15 bytes without space, slash or colon");
    }

    static void checkBuffer(int transmitBuffer) {
        check(transmitBuffer >= MIN_BUFFER && transmitBuffer <= MAX_BUFFER,
                "transmitBuffer must be 128 KiB to 1 GiB, not " + transmitBuffer);
    }

    private static boolean isForbidden(int c) {
        return c == '/' || c == ':' || Character.isWhitespace(c);
    }

    private static void check(boolean ok, String message) {
        if (!ok) {
            throw new IllegalArgumentException(message);
        }
    }

    /** A new device, gone when the link is closed. */
    public static RawLinkOptions create(String device) {
        return new RawLinkOptions(device, Presence.CREATE, null, 0, false, DEFAULT_BUFFER, 1, List.of());
    }

    /** A device that exists. */
    public static RawLinkOptions attach(String device) {
        return create(device).presence(Presence.ATTACH);
    }

    public RawLinkOptions presence(Presence value) {
        return new RawLinkOptions(device, value, namespace, mtu, superSegments, transmitBuffer, queues, kernelAddresses);
    }

    public RawLinkOptions namespace(String value) {
        return new RawLinkOptions(device, presence, value, mtu, superSegments, transmitBuffer, queues, kernelAddresses);
    }

    public RawLinkOptions mtu(int value) {
        return new RawLinkOptions(device, presence, namespace, value, superSegments, transmitBuffer, queues, kernelAddresses);
    }

    public RawLinkOptions superSegments(boolean value) {
        return new RawLinkOptions(device, presence, namespace, mtu, value, transmitBuffer, queues, kernelAddresses);
    }

    public RawLinkOptions transmitBuffer(int value) {
        return new RawLinkOptions(device, presence, namespace, mtu, superSegments, value, queues, kernelAddresses);
    }

    public RawLinkOptions queues(int value) {
        return new RawLinkOptions(device, presence, namespace, mtu, superSegments, transmitBuffer, value, kernelAddresses);
    }

    public RawLinkOptions kernelAddresses(LinkAddress... values) {
        return new RawLinkOptions(device, presence, namespace, mtu, superSegments, transmitBuffer, queues, List.of(values));
    }
}
