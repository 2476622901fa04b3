using System.IO.Compression;
using System.Text.Json;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Interop.Tests.Keys;

/// <summary>The interchange tests of EIP-3076 hold for both strategies, on disk (opened anew for each step) and in memory.</summary>
public sealed class InterchangeVectorTests
{
    private static readonly JsonDocument Cases = Load();

    public static TheoryData<string, ProtectionStrategy> Names()
    {
        var names = new TheoryData<string, ProtectionStrategy>();
        foreach (var vector in Cases.RootElement.EnumerateArray())
        {
            names.Add(vector.GetProperty("name").GetString()!, ProtectionStrategy.Complete);
            names.Add(vector.GetProperty("name").GetString()!, ProtectionStrategy.Minimal);
        }

        return names;
    }

    [Fact]
    public void AllOfThemAreThere() => Assert.Equal((38, 49), (
        Cases.RootElement.GetArrayLength(),
        Cases.RootElement.EnumerateArray().Sum(static vector => vector.GetProperty("steps").GetArrayLength())));

    [Theory]
    [MemberData(nameof(Names))]
    public void OnDisk(string name, ProtectionStrategy strategy)
    {
        using var folder = new TemporaryFolder();
        Run(name, strategy, root => SqliteSlashingProtection.Open(folder.File("protection.db"), root, strategy));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void InMemory(string name, ProtectionStrategy strategy)
    {
        InMemorySlashingProtection? kept = null;
        Run(name, strategy, root => kept ??= new InMemorySlashingProtection(root, strategy));
    }

    private static void Run(string name, ProtectionStrategy strategy, Func<Root, ISlashingProtection> open)
    {
        var vector = Cases.RootElement.EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name);
        var genesis = Root.Parse(vector.GetProperty("genesis_validators_root").GetString()!);
        var expected = strategy == ProtectionStrategy.Complete ? "should_succeed_complete" : "should_succeed";
        foreach (var step in vector.GetProperty("steps").EnumerateArray())
        {
            using var protection = open(genesis);
            var json = JsonSerializer.SerializeToUtf8Bytes(step.GetProperty("interchange"));
            if (!step.GetProperty("should_succeed").GetBoolean())
            {
                Assert.Throws<SlashingProtectionException>(() => protection.Import(InterchangeJson.Parse(json)));
                continue;
            }

            protection.Import(InterchangeJson.Parse(json));
            foreach (var block in step.GetProperty("blocks").EnumerateArray())
            {
                Check(protection, block, expected, new SlashableMessage.Block(Pubkey(block), Number(block, "slot"), RootOf(block)));
            }

            foreach (var vote in step.GetProperty("attestations").EnumerateArray())
            {
                Check(protection, vote, expected, new SlashableMessage.Attestation(
                    Pubkey(vote), Number(vote, "source_epoch"), Number(vote, "target_epoch"), RootOf(vote)));
            }
        }
    }

    private static void Check(ISlashingProtection protection, JsonElement vector, string expected, SlashableMessage message)
    {
        var refusal = Assert.Single(protection.Note([message]));
        Assert.True(refusal is null == vector.GetProperty(expected).GetBoolean(), $"{message}: {refusal ?? "allowed"}");
    }

    private static BLSPubkey Pubkey(JsonElement element) => BLSPubkey.Parse(element.GetProperty("pubkey").GetString()!);

    private static ulong Number(JsonElement element, string name) => ulong.Parse(element.GetProperty(name).GetString()!);

    private static Root RootOf(JsonElement element) =>
        element.TryGetProperty("signing_root", out var root) ? Root.Parse(root.GetString()!) : Root.Zero;

    private static JsonDocument Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", "slashing-protection.json.gz"));
        using var gunzip = new GZipStream(file, CompressionMode.Decompress);
        return JsonDocument.Parse(gunzip);
    }
}
