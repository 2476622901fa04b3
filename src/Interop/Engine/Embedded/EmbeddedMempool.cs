using System.Buffers.Binary;
using Consensoor.Messages;
using Consensoor.Spec.Config;
using Consensoor.Spec.Containers;
using Consensoor.Spec.Gossip;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Engine.Embedded;

/// <summary>
/// Transactions, blobs and requests that wait for a payload; whoever builds takes them. Each queue holds at most <see cref="Bound"/>
/// entries and refuses more. Without anything submitted a payload still carries one small transaction, so that no two blocks are alike.
/// Any thread may submit.
/// </summary>
public sealed class EmbeddedMempool(ChainConfig config)
{
    /// <summary>The most entries that a queue holds; what does not fit is refused.</summary>
    public const int Bound = 1_024;

    /// <summary>Blobs that are found by their versioned hash; the one queued longest ago is forgotten first.</summary>
    public const int Known = 128;

    /// <summary>The transactions of payloads that are remembered, by their hashes; the oldest is forgotten first.</summary>
    public const int Remembered = 16_384;

    private const ulong TransactionGas = 21_000;
    private const int TransactionsPerPayload = 64;

    private static readonly ExecutionAddress Sink = ExecutionAddress.Parse("0x0000000000000000000000000000000000c05e00");

    private readonly Lock _gate = new();
    private readonly List<ByteList> _transactions = [];
    private readonly Queue<PooledBlob> _blobs = new();
    private readonly Queue<ExecutionRequests> _requests = new();
    private readonly BoundedMap<VersionedHash, PooledBlob> _known = new(Known);
    private readonly BoundedMap<Hash32, bool> _included = new(Remembered);

    /// <summary>
    /// Queues a raw transaction; false where the queue is full or the transaction empty or a blob transaction (those come with
    /// <see cref="SubmitBlob"/>).
    /// </summary>
    public bool SubmitTransaction(ByteList transaction)
    {
        lock (_gate)
        {
            if (!IsPlain(transaction) || _transactions.Count >= Bound || IsIncluded(transaction))
            {
                return false;
            }

            _transactions.Add(transaction);
            return true;
        }
    }

    /// <summary>
    /// The transactions of a payload wait no more, and are valid in none behind it, of whichever branch it is.
    /// </summary>
    public void Included(SszList<ByteList> transactions)
    {
        lock (_gate)
        {
            foreach (var transaction in transactions)
            {
                _included[HashOf(transaction)] = true;
            }

            if (_transactions.Count > 0)
            {
                var included = new HashSet<ByteList>(transactions);
                _transactions.RemoveAll(included.Contains);
            }
        }
    }

    /// <summary>
    /// True where a payload has each of the transactions that it could have: one that was in a payload before is valid no more, a blob
    /// transaction comes with its blobs alone, and a payload that is full has no room.
    /// </summary>
    public bool IsSatisfied(SszList<ByteList> transactions, SszList<ByteList> wanted)
    {
        if (wanted.Count == 0 || transactions.Count >= TransactionsPerPayload)
        {
            return true;
        }

        var included = new HashSet<ByteList>(transactions);
        lock (_gate)
        {
            return wanted.All(transaction => included.Contains(transaction) || !IsPlain(transaction) || IsIncluded(transaction));
        }
    }

    /// <summary>Counts the blobs that wait.</summary>
    public int Blobs
    {
        get
        {
            lock (_gate)
            {
                return _blobs.Count;
            }
        }
    }

    /// <summary>Queues a blob; false where the queue is full.</summary>
    public bool SubmitBlob(PooledBlob blob)
    {
        if (!Enqueue(_blobs, blob))
        {
            return false;
        }

        lock (_gate)
        {
            _known[blob.VersionedHash] = blob;
        }

        return true;
    }

    /// <summary>Finds a blob among the last <see cref="Known"/> that were queued, taken or not; null where it is none of those.</summary>
    public PooledBlob? Find(VersionedHash versionedHash)
    {
        lock (_gate)
        {
            return _known.TryGetValue(versionedHash, out var blob) ? blob : null;
        }
    }

    /// <summary>Queues requests for the next payload from electra on; false where the queue is full.</summary>
    public bool SubmitRequests(ExecutionRequests requests) => Enqueue(_requests, requests);

    /// <summary>The transactions that wait longest, of at most so many bytes together; they go on waiting.</summary>
    public SszList<ByteList> Waiting(ulong bytes)
    {
        var list = new List<ByteList>();
        lock (_gate)
        {
            foreach (var transaction in _transactions)
            {
                if ((ulong)transaction.Length > bytes)
                {
                    break;
                }

                bytes -= (ulong)transaction.Length;
                list.Add(transaction);
            }
        }

        return SszList.From(list);
    }

    /// <summary>
    /// Gives what fits into the payload with a block number, what inclusion lists want first. Blobs and requests are taken; transactions
    /// wait until a payload with them has come (<see cref="Included"/>).
    /// </summary>
    public PayloadContents Take(ForkName fork, ulong number, SszList<ByteList> wanted)
    {
        var transactions = new List<ByteList> { Heartbeat(number) };
        List<PooledBlob> blobs;
        ExecutionRequests requests;
        lock (_gate)
        {
            transactions.AddRange(wanted
                .Where(transaction => IsPlain(transaction) && !IsIncluded(transaction))
                .Concat(_transactions)
                .Distinct()
                .Take(TransactionsPerPayload - 1));

            blobs = TakeBlobs(fork);
            requests = fork >= ForkName.Electra && _requests.TryDequeue(out var queued) ? queued : NoRequests;
        }

        if (blobs.Count > 0)
        {
            transactions.Add(
                BlobTransaction.Create(config.DepositChainId, number, Sink, [.. blobs.Select(static blob => blob.VersionedHash)]));
        }

        var bundle = new BuiltBlobs(
            [.. blobs.Select(static blob => blob.Commitment)],
            fork >= ForkName.Fulu
                ? [.. blobs.SelectMany(static blob => blob.CellProofs)]
                : [.. blobs.Select(static blob => blob.BlobProof)],
            [.. blobs.Select(static blob => blob.Blob)]);
        return new PayloadContents([.. transactions], bundle, requests, TransactionGas * (ulong)transactions.Count);
    }

    private static ExecutionRequests NoRequests { get; } = new()
    {
        Deposits = [],
        Withdrawals = [],
        Consolidations = [],
        BuilderDeposits = [],
        BuilderExits = [],
    };

    private bool IsIncluded(ByteList transaction) => _included.ContainsKey(HashOf(transaction));

    private static Hash32 HashOf(ByteList transaction) => BlockHeader.Keccak(transaction.AsSpan());

    private static bool IsPlain(ByteList transaction) => transaction.Length > 0 && transaction.AsSpan()[0] != 0x03;

    private bool Enqueue<T>(Queue<T> queue, T item)
    {
        lock (_gate)
        {
            if (queue.Count >= Bound)
            {
                return false;
            }

            queue.Enqueue(item);
            return true;
        }
    }

    private List<PooledBlob> TakeBlobs(ForkName fork)
    {
        var taken = new List<PooledBlob>();
        var limit = fork < ForkName.Deneb ? 0 : fork >= ForkName.Electra ? config.MaxBlobsPerBlockElectra : config.MaxBlobsPerBlock;
        while ((ulong)taken.Count < limit && _blobs.TryDequeue(out var blob))
        {
            taken.Add(blob);
        }

        return taken;
    }

    // A legacy transaction with placeholder signature values; nothing executes it.
    private static ByteList Heartbeat(ulong number)
    {
        Span<byte> data = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(data, number);
        return ByteList.Adopt(Rlp.List(
            Rlp.Integer(number),
            Rlp.Integer(1_000_000_000),
            Rlp.Integer(TransactionGas),
            Rlp.Bytes(Sink.AsSpan()),
            Rlp.EmptyString,
            Rlp.Bytes(data),
            Rlp.Integer(27),
            Rlp.Integer(1),
            Rlp.Integer(1)));
    }
}
