package mptcp.shell.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import mptcp.api.address.LinkAddress;
import mptcp.api.link.IpLink;
import mptcp.api.link.LinkStatistics;
import mptcp.api.socket.Stack;
import mptcp.shell.text.Show;
import mptcp.shell.text.Table;

/** {@code mptcp:hosts}: the stacks of this process. */
final class HostsCommand implements Command {
    private final Syntax syntax = Syntax
            .of("hosts", "list the hosts (stacks) of this process, their addresses and links")
            .json();

    @Override
    public Syntax syntax() {
        return syntax;
    }

    @Override
    public void run(Invocation call) throws CommandException {
        List<Stack> hosts = call.hosts();
        if (call.arguments().has("json")) {
            call.console().json(hosts.stream().map(HostsCommand::json).toList());
            return;
        }
        Table table = new Table("HOST", "LINK", ">MTU", ">SENT", ">RECEIVED", ">DROPPED", "ADDRESSES");
        for (Stack host : hosts) {
            String addresses = host.addresses().stream().map(HostsCommand::text).collect(Collectors.joining(" "));
            boolean first = true;
            for (IpLink link : host.links()) {
                LinkStatistics s = link.statistics();
                table.row(first ? host.name() : "", link.name(), link.mtu(), Show.size(s.txBytes()),
                        Show.size(s.rxBytes()), s.txDropped() + s.rxDropped(), first ? addresses : "");
                first = false;
            }
            if (first) {
                table.row(host.name(), "none", "", "", "", "", addresses);
            }
        }
        call.console().table(table);
    }

    private static String text(LinkAddress a) {
        return Show.address(a.address()) + "/" + a.prefixLength();
    }

    private static Map<String, Object> json(Stack host) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("name", host.name());
        map.put("addresses", host.addresses().stream().map(HostsCommand::text).toList());
        List<Object> links = new ArrayList<>();
        for (IpLink link : host.links()) {
            Map<String, Object> entry = new LinkedHashMap<>();
            entry.put("name", link.name());
            entry.put("mtu", link.mtu());
            entry.put("statistics", link.statistics());
            links.add(entry);
        }
        map.put("links", links);
        return map;
    }
}
