using System.Net;

namespace Consensoor.Actors.Engine.Port;

/// <summary>An address that nobody can reach: where the server of HTTP/2 stands, which is given its connections.</summary>
internal sealed class NowhereEndPoint : EndPoint
{
    private NowhereEndPoint()
    {
    }

    /// <summary>The address.</summary>
    public static NowhereEndPoint Instance { get; } = new();

    /// <inheritdoc/>
    public override string ToString() => "nowhere";
}
