using System.Text;
using Consensoor.Interop.Keys;
using Consensoor.Interop.Keys.Derivation;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Cli;

/// <summary>The keys of a new network by their numbers: those of a mnemonic, or interop keys.</summary>
internal sealed class NetworkKeys
{
    private const int MaxFile = 4_096;

    private readonly byte[]? _seed;

    private NetworkKeys(byte[]? seed) => _seed = seed;

    /// <summary>Reads the mnemonic of a file, or takes interop keys where no file is named; null and the reason otherwise.</summary>
    public static NetworkKeys? Open(string? mnemonicFile, out string? error)
    {
        error = null;
        if (mnemonicFile is null)
        {
            return new NetworkKeys(null);
        }

        if (CliFiles.Read(mnemonicFile, MaxFile, out error) is not { } bytes)
        {
            return null;
        }

        if (Mnemonics.Seed(Encoding.UTF8.GetString(bytes), "", out error) is { } seed)
        {
            return new NetworkKeys(seed);
        }

        error = $"{mnemonicFile} is no mnemonic: {error}";
        return null;
    }

    /// <summary>Computes the public keys of a range of numbers, in order, on all processors.</summary>
    public IReadOnlyList<BLSPubkey> Pubkeys((int First, int Count) range, IBls bls) => [.. ParallelEnumerable
        .Range(range.First, range.Count)
        .AsOrdered()
        .Select(index => bls.SkToPk(new Bytes32(SecretKey(index)))!.Value)];

    private byte[] SecretKey(int index) =>
        _seed is null ? InteropKeys.SecretKey((ulong)index) : KeyDerivation.SigningKey(_seed, (uint)index);
}
