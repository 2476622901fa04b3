using System.Buffers.Binary;
using System.Security.Cryptography;
using Consensoor.Interop.Discovery.Records;

namespace Consensoor.Interop.Discovery.Wire;

/// <summary>AES-128 in counter mode over packet headers, keyed by the first half of the receiver's node id.</summary>
internal sealed class HeaderMask : IDisposable
{
    private const int Block = 16;

    private readonly Aes _aes = Aes.Create();

    public HeaderMask(NodeId receiver) => _aes.Key = receiver.Bytes.AsSpan()[..Block].ToArray();

    /// <summary>Masks or unmasks header bytes in place, which begin at a multiple of 16 in the header.</summary>
    public void Apply(ReadOnlySpan<byte> maskingIv, Span<byte> header, int offset = 0)
    {
        var blocks = (header.Length + Block - 1) / Block;
        Span<byte> stream = stackalloc byte[blocks * Block];
        var counter = BinaryPrimitives.ReadUInt128BigEndian(maskingIv) + (UInt128)(offset / Block);
        for (var i = 0; i < blocks; i++)
        {
            BinaryPrimitives.WriteUInt128BigEndian(stream[(i * Block)..], counter++);
        }

        _aes.EncryptEcb(stream, stream, PaddingMode.None);
        for (var i = 0; i < header.Length; i++)
        {
            header[i] ^= stream[i];
        }
    }

    public void Dispose() => _aes.Dispose();
}
