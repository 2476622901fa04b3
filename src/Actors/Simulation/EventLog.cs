using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Consensoor.Actors.Simulation;

/// <summary>
/// What happened in a world, line by line, with a rolling SHA-256 over (virtual time, node, text).
/// Texts must hold nothing that differs between runs of one seed: no actor uid, no address, no hash code, no wall-clock time.
/// </summary>
public sealed class EventLog : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Queue<EventLine> _tail = new();
    private readonly int _tailLength;

    internal EventLog(int tailLength) => _tailLength = tailLength;

    /// <summary>Called with every line as it is written.</summary>
    public event Action<EventLine>? Written;

    /// <summary>Lines written so far.</summary>
    public long Count { get; private set; }

    /// <summary>The last lines (a few thousand at most), oldest first.</summary>
    public IReadOnlyCollection<EventLine> Tail => _tail;

    /// <summary>SHA-256 over all lines so far, 64 hex digits.</summary>
    public string Digest => Convert.ToHexStringLower(_hash.GetCurrentHash());

    internal void Write(TimeSpan elapsed, string node, string text)
    {
        var line = new EventLine(elapsed, node, text);
        Count++;
        Span<byte> time = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(time, elapsed.Ticks);
        _hash.AppendData(time);
        // A zero byte after each part keeps (ab, c) and (a, bc) apart.
        _hash.AppendData(Encoding.UTF8.GetBytes(node + '\0' + text + '\0'));
        if (_tail.Count == _tailLength)
        {
            _tail.Dequeue();
        }

        _tail.Enqueue(line);
        Written?.Invoke(line);
    }

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
