using BenchmarkDotNet.Attributes;
using Consensoor.Interop.Identity;

namespace Consensoor.Bench.Identity;

/// <summary>What a discv5 handshake costs by the native and the managed library: 100 operations each.</summary>
[MemoryDiagnoser]
public class Secp256k1Bench
{
    private const int Operations = 100;

    private readonly byte[] _secret = new byte[32];
    private readonly byte[] _hash = new byte[32];
    private readonly byte[] _publicKey = new byte[33];
    private readonly byte[] _signature = new byte[64];
    private readonly byte[] _output = new byte[33];
    private ISecp256k1 _curve = null!;

    [Params("Secp256k1.Net", "NBitcoin.Secp256k1")]
    public string Library { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _curve = Library == "Secp256k1.Net" ? NativeSecp256k1.Instance : new ManagedSecp256k1();
        (_secret[31], _hash[0]) = (7, 9);
        if (!_curve.TryGetPublicKey(_secret, _publicKey) || !_curve.TrySign(_secret, _hash, _signature)
            || !_curve.Verify(_publicKey, _hash, _signature))
        {
            throw new InvalidOperationException($"{Library} does not verify what it signs");
        }
    }

    [Benchmark(OperationsPerInvoke = Operations, Description = "sign")]
    public void Sign() => Repeat(static bench => bench._curve.TrySign(bench._secret, bench._hash, bench._signature));

    [Benchmark(OperationsPerInvoke = Operations, Description = "verify")]
    public void Verify() => Repeat(static bench => bench._curve.Verify(bench._publicKey, bench._hash, bench._signature));

    [Benchmark(OperationsPerInvoke = Operations, Description = "multiply (ECDH)")]
    public void Multiply() => Repeat(static bench => bench._curve.TryMultiply(bench._secret, bench._publicKey, bench._output));

    [Benchmark(OperationsPerInvoke = Operations, Description = "public key")]
    public void PublicKey() => Repeat(static bench => bench._curve.TryGetPublicKey(bench._secret, bench._output));

    private void Repeat(Func<Secp256k1Bench, bool> operation)
    {
        for (var i = 0; i < Operations; i++)
        {
            if (!operation(this))
            {
                throw new InvalidOperationException(Library);
            }
        }
    }
}
