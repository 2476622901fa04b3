using Consensoor.Interop.Identity;
using Consensoor.Interop.Libp2p.Connections;

namespace Consensoor.Interop.Libp2p.Hosting;

/// <summary>Makes a host that does nothing yet; <paramref name="tell"/> hears what happens on its connections.</summary>
public delegate ILibp2pHost HostFactory(HostSettings settings, PeerId own, ConnectionProtocols protocols, Action<HostEvent> tell);
