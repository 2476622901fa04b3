using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using static Consensoor.Fuzz.DisagreementException;

namespace Consensoor.Fuzz;

/// <summary>Signatures: the decoder itself, and every method of <see cref="IBls"/> that takes a signature.</summary>
internal sealed class SignatureTarget : IFuzzTarget
{
    private static readonly byte[] Infinity = [0xc0, .. new byte[95]];
    private static readonly byte[] Message = new byte[32];
    private static readonly BLSSignature[] Good = [.. HostilePoints.G2.Valid.Select(static bytes => new BLSSignature(bytes))];

    private readonly ManagedBls _bls = new(cacheCapacity: 16);
    private readonly PublicKey _key;
    private readonly BLSSignature _signed;

    public SignatureTarget()
    {
        var secret = new Bytes32([.. new byte[31], 42]);
        _key = _bls.Load(_bls.SkToPk(in secret)!.Value)!;
        _signed = _bls.Sign(in secret, Message)!.Value;
    }

    public string Name => "signatures";

    public int Share => 25;

    public string Run(FuzzRandom random)
    {
        byte[] bytes = random.OneIn(64) ? _signed.ToArray() : HostilePoints.G2.Next(random);
        PointError error = G2.Decode(bytes, out AffinePoint<Fp2> point);
        if (bytes.Length != G2.CompressedSize)
        {
            Require(error == PointError.WrongLength, "a signature of another length is decoded", bytes);
            return error.ToString();
        }

        bool isPoint = error == PointError.None;
        var signature = new BLSSignature(bytes);
        BLSSignature? alone = _bls.Aggregate([signature]);
        Require(isPoint ? alone == signature : alone is null, "Aggregate and Decode", bytes);
        bool isInfinity = bytes.AsSpan().SequenceEqual(Infinity);
        Require(isInfinity == (isPoint && point.IsInfinity), "infinity has one form", bytes);
        Require(_bls.EthFastAggregateVerify([], Message, in signature) == isInfinity, "no keys and infinity", bytes);

        // A well-formed signature costs a pairing, a malformed one another decoding.
        if (random.OneIn(isPoint ? 256 : 32))
            CheckAll(in signature, isPoint, random);
        return isPoint ? "accepted" : error.ToString();
    }

    private void CheckAll(in BLSSignature signature, bool isPoint, FuzzRandom random)
    {
        ReadOnlySpan<byte> bytes = signature.AsSpan();
        BLSSignature[] many = [.. Good.AsSpan(0, random.Next(20))];
        int place = random.Next(many.Length + 1);
        many = [.. many[..place], signature, .. many[place..]];
        Require(_bls.Aggregate(many) is not null == isPoint, "Aggregate of many and Decode", bytes);

        bool holds = signature == _signed;
        Require(_bls.Verify(_key, Message, in signature) == holds, "Verify", bytes);
        Require(_bls.AggregateVerify([_key.Bytes], [Message], in signature) == holds, "AggregateVerify", bytes);
        PublicKey[] keys = [_key];
        var sets = new SignatureSet[many.Length];
        for (int i = 0; i < sets.Length; i++)
            sets[i] = new SignatureSet(keys, new Root(Message), i == place ? signature : _signed);
        Require(_bls.VerifyBatch(sets, bytes[..8]) == holds, "VerifyBatch", bytes);
    }
}
