namespace Consensoor.Interop.Tests.Storage;

/// <summary>
/// A disk under files in memory that remembers every write in order: after a power cut at any of them a file has what was written before
/// its last flush, and of what came since any part, sector by sector.
/// </summary>
internal sealed class CutDisk
{
    private const int Sector = 512;

    private readonly List<(CutStream File, long At, byte[]? Bytes)> _done = [];
    private readonly Lock _lock = new();

    /// <summary>Counts what was done so far: a moment at which the power may go.</summary>
    public int Now
    {
        get
        {
            lock (_lock)
            {
                return _done.Count;
            }
        }
    }

    /// <summary>Makes an empty file.</summary>
    public CutStream File() => new(this);

    /// <summary>Notes a write; no bytes: the file was cut or grown to a length.</summary>
    public void Note(CutStream file, long at, byte[]? bytes)
    {
        lock (_lock)
        {
            _done.Add((file, at, bytes));
        }
    }

    /// <summary>Notes that all that was written of a file is on disk.</summary>
    public void NoteFlush(CutStream file) => Note(file, -1, null);

    /// <summary>Counts the flushes of a file.</summary>
    public int Flushes(CutStream file) => _done.Count(done => done.File == file && done.At < 0);

    /// <summary>What a file has where the power went at a moment.</summary>
    public byte[] Left(CutStream file, int moment, Random random)
    {
        var mine = _done.Take(moment).Where(done => done.File == file).ToList();
        var flushed = mine.FindLastIndex(static done => done.At < 0);
        using var left = new MemoryStream();
        for (var i = 0; i < mine.Count; i++)
        {
            var (_, at, bytes) = mine[i];
            if (at < 0)
            {
                continue;
            }

            var isSure = i <= flushed;
            if (bytes is null)
            {
                if (isSure || random.Next(2) == 0)
                {
                    left.SetLength(at);
                }

                continue;
            }

            if (isSure)
            {
                left.Position = at;
                left.Write(bytes);
                continue;
            }

            for (var from = 0; from < bytes.Length; from += Sector)
            {
                if (random.Next(4) != 0)
                {
                    left.Position = at + from;
                    left.Write(bytes.AsSpan(from, Math.Min(Sector, bytes.Length - from)));
                }
            }
        }

        return left.ToArray();
    }
}
