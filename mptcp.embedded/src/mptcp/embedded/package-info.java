/**
 * The stack as a library. A program without OSGi has it with this and what it depends on:
 *
 * <pre>{@code
 * try (Stack stack = StackBuilder.named("app").tun("tun1", "10.0.1.2/24").tun("tun2", "10.0.2.2/24").open();
 *         StreamSocket socket = stack.connect(new InetSocketAddress("192.0.2.1", 80))) {
 *     socket.awaitConnected(Duration.ofSeconds(10));
 *     ...
 * }
 * }</pre>
 */
@Version("2.0.0")
package mptcp.embedded;

import org.osgi.annotation.versioning.Version;
