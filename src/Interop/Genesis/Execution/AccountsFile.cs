using Consensoor.Interop.Engine.Embedded;
using Consensoor.Spec.Ssz;

namespace Consensoor.Interop.Genesis.Execution;

/// <summary>Reads the accounts of a genesis file (`alloc`) into the root of their state.</summary>
internal static class AccountsFile
{
    private const int AddressBytes = 20;
    private const int WordBytes = 32;

    /// <summary>The root of the state trie over the accounts; throws <see cref="JsonPlaceException"/> on what is none.</summary>
    public static Hash32 StateRoot(JsonPlace accounts)
    {
        var addresses = new HashSet<ExecutionAddress>();
        return PatriciaTrie.SecureRoot(accounts.Properties().Select(property =>
        {
            var (name, account) = property;
            if (JsonPlace.TryHex(name) is not { Length: AddressBytes } address)
            {
                throw new JsonPlaceException($"{account.Path} is not an address of {AddressBytes} bytes in hex");
            }

            return addresses.Add(new ExecutionAddress(address))
                ? (address, Encode(account))
                : throw new JsonPlaceException($"{account.Path} is there twice");
        }));
    }

    private static byte[] Encode(JsonPlace account) => Rlp.List(
        Rlp.Integer(account.Number("nonce")),
        Rlp.BigEndian(account.Wide("balance").ToByteArray(isUnsigned: true, isBigEndian: true)),
        Rlp.Bytes(StorageRoot(account).AsSpan()),
        Rlp.Bytes(BlockHeader.Keccak(account.Find("code")?.AsBytes() ?? []).AsSpan()));

    private static Hash32 StorageRoot(JsonPlace account)
    {
        if (account.Find("storage") is not { } storage)
        {
            return PatriciaTrie.EmptyRoot;
        }

        var words = new Dictionary<Bytes32, byte[]>();
        foreach (var (key, value) in storage.Properties())
        {
            if (!words.TryAdd(Word(key, value.Path), value.AsBytes() is { Length: <= WordBytes } word ? word : throw NoWord(value.Path)))
            {
                throw new JsonPlaceException($"{value.Path} is there twice");
            }
        }

        // A word of zero is as one that was never written.
        return PatriciaTrie.SecureRoot(words
            .Where(static word => word.Value.AsSpan().ContainsAnyExcept((byte)0))
            .Select(static word => (word.Key.AsSpan().ToArray(), Rlp.BigEndian(word.Value))));
    }

    private static Bytes32 Word(string text, string path)
    {
        if (JsonPlace.TryHex(text) is not { Length: <= WordBytes } bytes)
        {
            throw NoWord(path);
        }

        Span<byte> word = stackalloc byte[WordBytes];
        word.Clear();
        bytes.CopyTo(word[(WordBytes - bytes.Length)..]);
        return new Bytes32(word);
    }

    private static JsonPlaceException NoWord(string path) => new($"{path} is not a word of at most {WordBytes} bytes in hex");
}
