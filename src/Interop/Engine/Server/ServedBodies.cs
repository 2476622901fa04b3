using Consensoor.Spec.Containers;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Server;

/// <summary>
/// The payloads that were found valid last, whose bodies are given out: at most <see cref="Most"/>, with at most <see cref="MostBytes"/> of
/// transactions and block access lists. Drop rule: the oldest go.
/// </summary>
internal sealed class ServedBodies
{
    /// <summary>The most payloads that are kept.</summary>
    public const int Most = 1_024;

    /// <summary>The most bytes of transactions and block access lists that are kept.</summary>
    public const long MostBytes = 64 * 1024 * 1024;

    private readonly Dictionary<Hash32, ExecutionPayload> _payloads = [];
    private readonly Queue<Hash32> _order = new();
    private long _bytes;

    /// <summary>The block that was set as head last.</summary>
    public Hash32 Head { get; set; }

    /// <summary>Keeps a payload.</summary>
    public void Keep(ExecutionPayload payload)
    {
        if (!_payloads.TryAdd(payload.BlockHash, payload))
        {
            return;
        }

        _order.Enqueue(payload.BlockHash);
        _bytes += BytesOf(payload);
        while (_order.Count > Most || (_bytes > MostBytes && _order.Count > 1))
        {
            _payloads.Remove(_order.Dequeue(), out var oldest);
            _bytes -= BytesOf(oldest!);
        }
    }

    /// <summary>The payload of a block; null where it is not kept.</summary>
    public ExecutionPayload? Find(Hash32 hash) => _payloads.GetValueOrDefault(hash);

    /// <summary>
    /// Those of the head's chain from a number on, null for one that is not kept: cut at the head, so that there are fewer where the chain
    /// is shorter, and none where it ends before.
    /// </summary>
    public IReadOnlyList<ExecutionPayload?> Range(ulong from, int count)
    {
        if (Find(Head) is not { } head || head.BlockNumber < from)
        {
            return [];
        }

        var range = new ExecutionPayload?[(int)Math.Min((ulong)count, head.BlockNumber - from + 1)];
        for (var block = head; block is not null && block.BlockNumber >= from; block = Find(block.ParentHash))
        {
            if (block.BlockNumber - from < (ulong)range.Length)
            {
                range[block.BlockNumber - from] = block;
            }
        }

        return range;
    }

    private static long BytesOf(ExecutionPayload payload) =>
        payload.Transactions.Sum(static transaction => (long)transaction.Length) + payload.BlockAccessList.Length;
}
