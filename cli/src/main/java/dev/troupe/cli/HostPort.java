package dev.troupe.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An address of a node, {@code HOST:PORT}; an IPv6 host stands in brackets. */
record HostPort(String host, int port) {

    static final class Converter implements ITypeConverter<HostPort> {
        @Override
        public HostPort convert(String text) {
            int colon = text.lastIndexOf(':');
            var host = colon < 0 ? "" : text.substring(0, colon);
            if (host.startsWith("[") && host.endsWith("]")) {
                host = host.substring(1, host.length() - 1);
            } else if (host.indexOf(':') >= 0) {
                throw new TypeConversionException("'" + text + "': write an IPv6 address in brackets, as in [::1]:2551");
            }
            try {
                int port = Integer.parseInt(text.substring(colon + 1));
                if (!host.isEmpty() && port > 0 && port <= 0xFFFF) {
                    return new HostPort(host, port);
                }
            } catch (NumberFormatException _) {
                // the message below says it
            }
            throw new TypeConversionException("'" + text + "' is not HOST:PORT, such as 10.0.0.5:2551");
        }
    }

    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
    }
}
