package mptcp.io.raw;

import java.util.SplittableRandom;
import java.util.function.Consumer;
import mptcp.api.link.IpLink;
import mptcp.io.raw.ethernet.EthernetDevice;
import mptcp.io.raw.ethernet.EthernetLink;
import mptcp.io.raw.internal.TunDevice;
import mptcp.io.raw.internal.TunLink;

/** Opens links to the kernel. */
public final class RawLinkFactory {
    private RawLinkFactory() {}

    /**
     * Opens a TUN device and sets it up. Any thread, whose network namespace stays what it is.
     *
     * <p>The link is polled and written by one thread at a time; its {@link IpLink#newWaiter} waits for its descriptor.
     *
     * @throws RawLinkException with a message for the user: not on Linux, rights missing, no such device, device busy
     */
    public static IpLink open(RawLinkOptions options) throws RawLinkException {
        if (!NetworkNamespace.isSupported()) {
            throw new RawLinkException("TUN devices need Linux; this is " + System.getProperty("os.name"));
        }
        TunDevice device = options.namespace() == null
                ? TunDevice.open(options)
                : NetworkNamespace.call(options.namespace(), () -> TunDevice.open(options));
        return new TunLink(device, options);
    }

    /**
     * Opens an Ethernet interface beside the kernel. Any thread, whose network namespace stays what it is.
     *
     * @throws RawLinkException with a message for the user: not on Linux, rights missing, no such interface, down, no Ethernet,
     *     an address that the kernel has, or a kernel that would forward what is for the stack
     */
    public static IpLink open(EthernetOptions options) throws RawLinkException {
        if (!NetworkNamespace.isSupported()) {
            throw new RawLinkException("packet sockets need Linux; this is " + System.getProperty("os.name"));
        }
        EthernetDevice device = options.namespace() == null
                ? EthernetDevice.open(options)
                : NetworkNamespace.call(options.namespace(), () -> EthernetDevice.open(options));
        return new EthernetLink(device, options, new SplittableRandom());
    }

    /**
     * Opens a TUN device with super-segments if the kernel gives it segmentation offload, and without them if it does not.
     *
     * @param told why there are none
     * @throws RawLinkException as {@link #open}, if it cannot be opened without them either
     */
    public static IpLink openBest(RawLinkOptions options, Consumer<String> told) throws RawLinkException {
        try {
            return open(options.superSegments(true));
        } catch (RawLinkException e) {
            IpLink link = open(options.superSegments(false)); // whatever else is wrong is told by this
            told.accept(options.device() + " has no super-segments: " + e.getMessage());
            return link;
        }
    }
}
