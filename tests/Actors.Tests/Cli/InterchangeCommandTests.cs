using System.IO.Compression;
using System.Text.Json;
using Consensoor.Actors.Cli;
using Consensoor.Interop.Keys.SlashingProtection;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Cli;

/// <summary>
/// The interchange tests of EIP-3076 by the command line: each step's file is imported into a data directory, and what a node then signs by
/// it is as they say; what is exported says the same in another directory.
/// </summary>
public sealed class InterchangeCommandTests : IDisposable
{
    private static readonly JsonElement Cases = Load();

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public static TheoryData<string> Names =>
        [.. Cases.EnumerateArray().Select(static vector => vector.GetProperty("name").GetString()!)];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void All_of_them_are_there() => Assert.Equal(38, Cases.GetArrayLength());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task They_hold(string name)
    {
        var vector = Cases.EnumerateArray().Single(vector => vector.GetProperty("name").GetString() == name);
        var root = vector.GetProperty("genesis_validators_root").GetString()!;
        foreach (var step in vector.GetProperty("steps").EnumerateArray())
        {
            var from = Path.Combine(_folder, "from.json");
            await File.WriteAllBytesAsync(from, JsonSerializer.SerializeToUtf8Bytes(step.GetProperty("interchange")));
            var run = await Import("data", from, root);
            if (!step.GetProperty("should_succeed").GetBoolean())
            {
                run.IsRefused(ExitCodes.Refused);
                continue;
            }

            Assert.True(run.Code == ExitCodes.Done, run.Error);
            Check("data", root, step);
        }
    }

    [Fact]
    public async Task What_is_exported_says_the_same_elsewhere()
    {
        const string Name = "multiple_validators_multiple_blocks_and_attestations";
        var vector = Cases.EnumerateArray().Single(static vector => vector.GetProperty("name").GetString() == Name);
        var root = vector.GetProperty("genesis_validators_root").GetString()!;
        var step = vector.GetProperty("steps")[0];
        var (from, to) = (Path.Combine(_folder, "from.json"), Path.Combine(_folder, "to.json"));
        await File.WriteAllBytesAsync(from, JsonSerializer.SerializeToUtf8Bytes(step.GetProperty("interchange")));
        Assert.Equal(ExitCodes.Done, (await Import("data", from, root)).Code);
        using (var one = Open("data", root))
        {
            await File.WriteAllBytesAsync(to, InterchangeJson.Write(one.Export()));
        }

        var run = await Import("other", to, root);
        Assert.True(run.Code == ExitCodes.Done, run.Error);
        Check("other", root, step);
    }

    private static JsonElement Load()
    {
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Keys", "Vectors", "slashing-protection.json.gz"));
        using var gunzip = new GZipStream(file, CompressionMode.Decompress);
        using var document = JsonDocument.Parse(gunzip);
        return document.RootElement.Clone();
    }

    private static ulong Number(JsonElement element, string name) =>
        ulong.Parse(element.GetProperty(name).GetString()!, System.Globalization.CultureInfo.InvariantCulture);

    private static BLSPubkey Pubkey(JsonElement element) => BLSPubkey.Parse(element.GetProperty("pubkey").GetString()!);

    private static Root RootOf(JsonElement element) =>
        element.TryGetProperty("signing_root", out var root) ? Root.Parse(root.GetString()!) : Root.Zero;

    private Task<CliRun> Import(string data, string from, string root) => CliRun.Of(
        "protection", "import", "--data-dir", Path.Combine(_folder, data), "--from", from, "--genesis-validators-root", root);

    private SqliteSlashingProtection Open(string data, string root) =>
        SqliteSlashingProtection.Open(Path.Combine(_folder, data, "beacon", "slashing-protection.db"), Root.Parse(root));

    // By the file that a node opens, as a node asks.
    private void Check(string data, string root, JsonElement step)
    {
        using var protection = Open(data, root);
        foreach (var block in step.GetProperty("blocks").EnumerateArray())
        {
            Check(protection, block, new SlashableMessage.Block(Pubkey(block), Number(block, "slot"), RootOf(block)));
        }

        foreach (var vote in step.GetProperty("attestations").EnumerateArray())
        {
            Check(protection, vote, new SlashableMessage.Attestation(
                Pubkey(vote), Number(vote, "source_epoch"), Number(vote, "target_epoch"), RootOf(vote)));
        }
    }

    private static void Check(SqliteSlashingProtection protection, JsonElement vector, SlashableMessage message)
    {
        var refusal = Assert.Single(protection.Note([message]));
        Assert.True(refusal is null == vector.GetProperty("should_succeed_complete").GetBoolean(), $"{message}: {refusal ?? "allowed"}");
    }
}
