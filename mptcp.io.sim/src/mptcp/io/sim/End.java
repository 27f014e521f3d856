package mptcp.io.sim;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;

/** One end of a path: a stack with the addresses it has there, or a {@link Node}. */
public sealed interface End {
    /** A stack; the path becomes a link of it. */
    record OfStack(DrivenStack stack, List<LinkAddress> addresses) implements End {
        public OfStack {
            Objects.requireNonNull(stack, "stack");
            addresses = List.copyOf(addresses);
        }
    }

    /** Something else. */
    record OfNode(Node node) implements End {
        public OfNode {
            Objects.requireNonNull(node, "node");
        }
    }

    static End of(DrivenStack stack, List<LinkAddress> addresses) {
        return new OfStack(stack, addresses);
    }

    /** The same with addresses as {@link LinkAddress#of} reads them, such as {@code 10.0.0.1/24}. */
    static End of(DrivenStack stack, String... addresses) {
        return new OfStack(stack, Stream.of(addresses).map(LinkAddress::of).toList());
    }

    static End of(Node node) {
        return new OfNode(node);
    }
}
