using System.Net;

namespace Consensoor.Actors.Hosting;

/// <summary>Decides from the options of `run` whether QUIC is listened at, and refuses what cannot be meant.</summary>
internal static class QuicChoice
{
    /// <summary>Says for people why QUIC is not spoken where it is not.</summary>
    public const string Obstacle = "it needs the library libmsquic, which is not installed or too old, or the kernel has no IPv6";

    /// <summary>
    /// Gives where to listen over QUIC; null where no port is given, or none can be. Throws <see cref="NodeStartException"/> for the port
    /// that discovery has, and for peers that only QUIC reaches where it is not spoken.
    /// </summary>
    public static IPEndPoint? From(RunOptions options, bool isSupported)
    {
        if (!isSupported && options.Peers.FirstOrDefault(static peer => peer.QuicEndPoint is not null) is { } peer)
        {
            throw new NodeStartException($"--peers: {peer} is reached over QUIC alone, and that is not spoken here: {Obstacle}");
        }

        if (options.QuicPort is not (> 0 and var port))
        {
            return null;
        }

        if (options.P2pPort == 0)
        {
            throw new NodeStartException("--quic-port: there is no network of peers with --p2p-port 0");
        }

        return port == options.P2pPort
            ? throw new NodeStartException($"--quic-port: discovery has UDP port {port} (--p2p-port)")
            : isSupported ? new IPEndPoint(options.P2pHost, port) : null;
    }
}
