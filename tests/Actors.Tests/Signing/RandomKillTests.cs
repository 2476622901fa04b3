using System.Globalization;
using System.Text.Json;
using Consensoor.Actors.Tests.Network;
using Consensoor.Spec.Crypto.Bls;
using Consensoor.Spec.Ssz;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;
using Xunit.Abstractions;

namespace Consensoor.Actors.Tests.Signing;

/// <summary>
/// A process that signs is killed at random moments and goes on with its file, again and again, each time wanting something else signed. A
/// sink outside keeps every signature that left it, and no two of them could be slashed. `CONSENSOOR_SIGN_KILLS` says how often
/// (`.ci/soak sign-kill`).
/// </summary>
[Trait("Category", RealTimeTests.Category)]
[Collection(RealTimeTests.Name)]
public sealed class RandomKillTests(ITestOutputHelper output)
{
    private const int Seed = 1;

    // Slots that a run wants signed again, in another way.
    private const ulong Back = 4;

    private static int Kills(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("CONSENSOOR_SIGN_KILLS"), out var kills) ? kills : usual;

    [Fact]
    public async Task Keys_of_the_process_sign_nothing_that_could_be_slashed()
    {
        using var folder = new KilledFolder();
        var sink = new SignatureSink();
        await KillAndGoOn(folder.Path, SigningLoop.Here, sink, Kills(10));
    }

    [Fact]
    public async Task A_signer_elsewhere_is_shown_nothing_that_could_be_slashed()
    {
        using var folder = new KilledFolder();
        var (sink, shown) = (new SignatureSink(), new SignatureSink());
        using var keys = SigningLoop.Signer();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.Run(async http =>
        {
            using var request = await JsonDocument.ParseAsync(http.Request.Body);
            var key = BLSPubkey.Parse(http.Request.Path.Value!.Split('/')[^1]);
            var root = Bytes32.Parse((request.RootElement.TryGetProperty("signingRoot", out var named)
                ? named : request.RootElement.GetProperty("signing_root")).GetString()!);
            var signature = keys.Sign(key, root);

            // Kept before it is answered: whoever is killed meanwhile has had it signed.
            shown.Take(request.RootElement, key, root, signature);
            await http.Response.WriteAsync($"{{\"signature\": \"{signature}\"}}");
        });
        await app.StartAsync();
        await KillAndGoOn(folder.Path, app.Urls.Single() + "/", sink, Kills(5));
        shown.Check();
        Assert.True(shown.Count >= sink.Count, $"{shown.Count} shown, {sink.Count} given");
        output.WriteLine($"{shown.Count} signatures were asked of the signer");
    }

    private async Task KillAndGoOn(string folder, string signer, SignatureSink sink, int kills)
    {
        var random = new Random(Seed);
        var next = 10UL;
        for (var kill = 0; kill < kills; kill++)
        {
            var from = next - Math.Min(next, Back);
            using var process = TestProcess.Start(
                SigningLoop.Name, folder, from.ToString(CultureInfo.InvariantCulture), $"{1 + (kill % 250)}", signer);
            var (signed, wait) = (0, random.Next(150));
            while (await process.StandardOutput.ReadLineAsync() is { } line)
            {
                if (!sink.Take(line, ref next))
                {
                    continue;
                }

                // The moment is counted from the first signature on: before it there is nothing to forget.
                if (signed++ == 0)
                {
                    _ = Task.Delay(wait).ContinueWith(_ => process.Kill(), TaskScheduler.Default);
                }
            }

            await process.WaitForExitAsync();
            Assert.True(signed > 0, $"run {kill} signed nothing");
        }

        sink.Check();
        output.WriteLine($"{kills} kills, {sink.Count} signatures, {sink.Refused} refusals");

        // Each run but the first wanted what the one before had signed in another way.
        Assert.True(sink.Refused >= kills - 1, $"{sink.Refused} refusals");
    }
}
