import ipaddr from "ipaddr.js";

/**
 * True for an address of the public internet. Everything else is refused: loopback, private, link-local (cloud metadata), carrier-grade NAT,
 * multicast, reserved, and every IPv6 form that carries an IPv4 address inside, for the tunnel's end cannot be known.
 */
export function isPublicAddress(address: string): boolean {
  // A zone (`fe80::1%eth0`) names an interface of this machine.
  if (address.includes("%") || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) {
    // Shorter spellings (127.1, 0x7f000001) are for URL parsers to resolve; what comes here is four decimal parts.
    return ipaddr.IPv4.isValidFourPartDecimal(address) && parsed.range() === "unicast";
  }
  // Only 2000::/3 is given out; `unicast` in ipaddr.js is wider (::7f00:1 is one).
  const [first = 0] = parsed.parts;
  return parsed.range() === "unicast" && first >= 0x2000 && first <= 0x3fff;
}
