namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>
/// A protocol that a whole connection is carried by: it secures it, or divides it into streams. Either side's part is a machine of its own,
/// made by <see cref="Dial"/> on the side that connected and by <see cref="Listen"/> on the other.
/// </summary>
public interface IConnectionProtocol<out TMachine, in TContext> : IProtocol
{
    /// <summary>Makes the part of the side that connected.</summary>
    TMachine Dial(TContext context);

    /// <summary>Makes the part of the side that was connected to.</summary>
    TMachine Listen(TContext context);
}
