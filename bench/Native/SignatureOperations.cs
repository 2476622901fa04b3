using Consensoor.Interop.Keys;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.Native;

/// <summary>BLS signatures; keys are decoded and checked beforehand, signatures come as bytes, unless a row says otherwise.</summary>
internal sealed class SignatureOperations(InputFolder folder)
{
    private const int Keys = 1000;
    private const int Committee = 512;
    private const int Sets = 128;
    private const int SameMessage = 64;

    private readonly ManagedBls _bls = new();
    private readonly byte[] _seed = new byte[32];

    // A cache that no key of a thousand stays in until it is asked for again.
    private readonly ManagedBls _withoutCache = new(cacheCapacity: 4);

    private Bytes32 _secret;
    private BLSPubkey[] _keyBytes = [];
    private PublicKey[] _keys = [];
    private Root[] _messages = [];
    private SignatureSet[] _sets = [];
    private SignatureSet[] _sameSets = [];
    private bool _isValid;
    private byte[] _bytes = [];
    private PublicKey[] _loaded = [];

    internal IEnumerable<Operation> All =>
    [
        new("sets-from-bytes", "verify 128 different sets together, signatures as bytes",
            "both decode and subgroup-check the signatures; theirs: `Signature.fromBytes(.., true)` and "
                + "`verifyMultipleAggregateSignatures`",
            0.8,
            1,
            Prepare, VerifySets, Flag),
        new("sets-decoded", "the same, their signatures decoded and checked before", "ours decodes and checks all the same", 0.8, 1,
            Prepare, VerifySets, Flag),
        new("same-message-randomness", "verify 64 signatures over the same message together, as bytes",
            "what a client calls for that: theirs `aggregateWithRandomness` (decodes and checks) and `verify`", 0.8, 1,
            Prepare, () => _isValid = _bls.VerifyBatch(_sameSets, _seed), Flag),
        new("same-message-multiple", "the same, by their call for different messages",
            "theirs `verifyMultipleAggregateSignatures` on signatures decoded and checked before; ours decodes and checks", null, 1,
            Prepare, () => _isValid = _bls.VerifyBatch(_sameSets, _seed), Flag),
        new("aggregate-keys", "aggregate 512 cached public keys", "ours compresses the sum too", 0.5, 8,
            Prepare, () => _bytes = Bytes(_bls.AggregatePublicKeys(_keys.AsSpan(0, Committee))!), () => _bytes),
        new("decompress-keys", "decompress and check 1000 public keys", "both with the subgroup check, ours with a cache that is of no use",
            0.7, 1,
            Prepare, () => _loaded = _withoutCache.Load(_keyBytes)!, () => [.. _loaded.SelectMany(Bytes)]),
        new("verify", "verify one signature", "the key decoded, the signature as bytes, decoded and checked by both", 2, 8,
            Prepare, () => _isValid = _bls.Verify(_keys[0], _messages[0].AsSpan(), _sets[0].Signature), Flag),
        new("sign", "sign", "both give bytes", 2, 8,
            Prepare, () => _bytes = _bls.Sign(_secret, _messages[0].AsSpan())!.Value.AsSpan().ToArray(), () => _bytes),
    ];

    private static byte[] Bytes(PublicKey key) => key.Bytes.AsSpan().ToArray();

    private void VerifySets() => _isValid = _bls.VerifyBatch(_sets, _seed);

    private byte[] Flag() => [_isValid ? (byte)1 : (byte)0];

    private void Prepare()
    {
        if (_keys.Length > 0)
            return;
        var secrets = Enumerable.Range(0, Keys).Select(static i => new Bytes32(InteropKeys.SecretKey((ulong)i))).ToArray();
        _secret = secrets[0];
        _keyBytes = [.. secrets.Select(secret => _bls.SkToPk(secret)!.Value)];
        _keys = _bls.Load(_keyBytes)!;
        _messages = [.. Enumerable.Range(0, Sets).Select(static i => new Root(InteropKeys.SecretKey((ulong)i)))];
        _sets = [.. _messages.Select((message, i) => Set(secrets, i, message))];
        _sameSets = [.. Enumerable.Range(0, SameMessage).Select(i => Set(secrets, i, _messages[0]))];
        folder.Write("secret", _secret.AsSpan().ToArray());
        folder.Write("keys", [.. _keys.SelectMany(Bytes)]);
        folder.Write("messages", [.. _messages.SelectMany(static message => message.AsSpan().ToArray())]);
        folder.Write("signatures", [.. _sets.SelectMany(static set => set.Signature.AsSpan().ToArray())]);
        folder.Write("same-message", [.. _sameSets.SelectMany(static set => set.Signature.AsSpan().ToArray())]);
    }

    private SignatureSet Set(Bytes32[] secrets, int index, Root message) =>
        new(new[] { _keys[index] }, message, _bls.Sign(secrets[index], message.AsSpan())!.Value);
}
