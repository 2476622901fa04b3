using System.Net.Quic;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;

namespace Consensoor.Interop.Libp2p.Quic;

/// <summary>Tells the failures that connections of QUIC have from bugs.</summary>
[SupportedOSPlatform("linux")]
[SupportedOSPlatform("macos")]
[SupportedOSPlatform("windows")]
internal static class QuicFailure
{
    /// <summary>Whether it is one of a network, a peer, or the end of what was used.</summary>
    public static bool IsOne(Exception failure) => failure is IOException or QuicException or AuthenticationException or SocketException
        or ObjectDisposedException or OperationCanceledException;

    /// <summary>Whether the other side ended a stream, or a half of it.</summary>
    public static bool IsOfStream(Exception failure) => failure is QuicException { QuicError: QuicError.StreamAborted };

    /// <summary>Whether the other side ended the connection.</summary>
    public static bool IsEnd(Exception failure) => failure is QuicException { QuicError: QuicError.ConnectionAborted };

    /// <summary>Says for people why a connection could not be made.</summary>
    public static string Text(Exception failure) => failure switch
    {
        QuicException quic => quic.QuicError.ToString(),
        OperationCanceledException => "not in time, or not for long",
        _ => failure.GetType().Name,
    };
}
