using Consensoor.Spec.Crypto;

namespace Consensoor.Bench.Native;

/// <summary>SHA-256 over a level of a Merkle tree.</summary>
internal sealed class HashOperations(InputFolder folder)
{
    private const int Nodes = 1 << 20;

    private byte[] _nodes = [];
    private byte[] _parents = [];

    internal IEnumerable<Operation> All =>
    [
        new("sha256-level", "SHA-256 of a level of 2^20 nodes of 64 bytes", "both into a buffer that is there already (theirs: `hashInto`)",
            0.5, 1,
            Prepare, () => Sha256.HashPairs(_nodes, _parents), () => _parents),
    ];

    private void Prepare()
    {
        if (_nodes.Length > 0)
            return;
        _nodes = new byte[Nodes * Sha256.PairLength];
        _parents = new byte[Nodes * Sha256.HashLength];
        new Random(1).NextBytes(_nodes);
        folder.Write("nodes", _nodes);
    }
}
