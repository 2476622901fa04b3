namespace Consensoor.Interop.Libp2p.Protocols;

/// <summary>Something that libp2p peers agree on by name.</summary>
public interface IProtocol
{
    /// <summary>The name that multistream-select proposes, as `/noise`.</summary>
    string Id { get; }
}
