using System.Buffers;

namespace Consensoor.Actors.Api;

/// <summary>
/// Bytes of an answer in pieces of <see cref="Length"/>, so that no large one is copied while it grows. They are sent a piece at a time:
/// the server copies what it is given at once into memory of its own, and waits for a caller that reads slowly between two of them.
/// </summary>
internal sealed class Pieces : IBufferWriter<byte>, IDisposable
{
    /// <summary>The length of a piece in bytes; one has more where so many are asked for together.</summary>
    public const int Length = 1 << 16;

    private readonly List<(byte[] Bytes, int Written)> _full = [];
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(Length);
    private int _written;

    /// <summary>The bytes that were written.</summary>
    public long Count { get; private set; }

    /// <inheritdoc/>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)(_bytes.Length - _written));
        _written += count;
        Count += count;
    }

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_bytes.Length - _written < Math.Max(sizeHint, 1))
        {
            _full.Add((_bytes, _written));
            (_bytes, _written) = (ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, Length)), 0);
        }

        return _bytes.AsMemory(_written);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Sends what was written as the body of an answer.</summary>
    public async Task Send(HttpContext http)
    {
        foreach (var (bytes, written) in _full.Append((_bytes, _written)))
        {
            await Send(http, bytes.AsMemory(0, written));
        }
    }

    /// <summary>Sends bytes as the body of an answer, or as a part of it.</summary>
    public static async Task Send(HttpContext http, ReadOnlyMemory<byte> bytes)
    {
        for (; bytes.Length > Length; bytes = bytes[Length..])
        {
            await http.Response.Body.WriteAsync(bytes[..Length], http.RequestAborted);
        }

        await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (bytes, _) in _full.Append((_bytes, 0)))
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }

        _full.Clear();
        (_bytes, _written) = ([], 0);
    }
}
