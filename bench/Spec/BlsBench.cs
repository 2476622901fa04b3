using BenchmarkDotNet.Attributes;
using Consensoor.Interop.Keys;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;

namespace Consensoor.Bench.Spec;

/// <summary>Signatures on one thread, with keys that are loaded already unless said.</summary>
public class BlsBench
{
    private const int Committee = 512;
    private const int Sets = 64;

    private readonly ManagedBls _bls = new();
    private readonly byte[] _message = new byte[32];
    private Bytes32 _secret;
    private PublicKey _key = null!;
    private BLSSignature _signature;
    private PublicKey[] _committee = null!;
    private BLSSignature _committeeSignature;
    private SignatureSet[] _sets = null!;
    private byte[] _seed = null!;

    [GlobalSetup]
    public void Setup()
    {
        var secrets = Enumerable.Range(0, Committee).Select(static i => new Bytes32(InteropKeys.SecretKey((ulong)i))).ToArray();
        var keys = secrets.Select(secret => _bls.Load(_bls.SkToPk(secret)!.Value)!).ToArray();
        (_secret, _key, _committee) = (secrets[0], keys[0], keys);
        _signature = _bls.Sign(_secret, _message)!.Value;
        _committeeSignature = _bls.Aggregate([.. secrets.Select(secret => _bls.Sign(secret, _message)!.Value)])!.Value;
        _sets = [.. Enumerable.Range(0, Sets).Select(i =>
        {
            var root = new Bytes32(InteropKeys.SecretKey((ulong)i));
            return new SignatureSet(new[] { keys[i] }, root, _bls.Sign(secrets[i], root.AsSpan())!.Value);
        })];
        _seed = new byte[32];
    }

    [Benchmark(Baseline = true, Description = "verify")]
    public bool Verify() => _bls.Verify(_key, _message, _signature);

    [Benchmark(Description = "fast_aggregate_verify of 512 keys")]
    public bool FastAggregateVerify() => _bls.FastAggregateVerify(_committee, _message, _committeeSignature);

    [Benchmark(Description = "batch of 64 sets")]
    public bool Batch() => _bls.VerifyBatch(_sets, _seed);

    [Benchmark(Description = "sign")]
    public BLSSignature? Sign() => _bls.Sign(_secret, _message);
}
