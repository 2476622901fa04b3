using System.Text.Json;
using Xunit;

namespace Consensoor.Actors.Tests.Network;

/// <summary>Answers of the Beacon API of nodes that run beside a test.</summary>
internal static class BeaconAnswers
{
    /// <summary>The data of an answer, the whole of one without; null where there is none yet, or no such thing.</summary>
    public static async Task<JsonElement?> Get(this HttpClient http, string path)
    {
        try
        {
            using var json = JsonDocument.Parse(await http.GetStringAsync(path));
            return json.RootElement.TryGetProperty("data", out var data) ? data.Clone() : json.RootElement.Clone();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    /// <summary>What a node says to a question, or why it says nothing: for the messages of tests that fail.</summary>
    public static async Task<string> Said(this HttpClient http, string path)
    {
        try
        {
            using var answer = await http.GetAsync(path);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}";
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return failure.GetBaseException().Message;
        }
    }

    /// <summary>An answer in SSZ; fails where there is none.</summary>
    public static async Task<byte[]> GetSsz(this HttpClient http, string path)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("application/octet-stream");
        using var answer = await http.SendAsync(request);
        Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>
    /// Asks some nodes again and again until something holds of all their answers; fails after a time, with the last ones and what is known
    /// besides.
    /// </summary>
    public static async Task<IReadOnlyList<JsonElement>> Until(
        IReadOnlyList<int> nodes,
        Func<int, Task<JsonElement?>> get,
        TimeSpan patience,
        Func<IReadOnlyList<JsonElement>, bool> holds,
        Func<string> besides)
    {
        var end = DateTime.UtcNow + patience;
        while (true)
        {
            var answers = await Task.WhenAll(nodes.Select(get));
            JsonElement[] all = [.. answers.OfType<JsonElement>()];
            if (all.Length == nodes.Count && holds(all))
            {
                return all;
            }

            Assert.True(DateTime.UtcNow < end, $"{string.Join("\n", answers)}\n{besides()}");
            await Task.Delay(200);
        }
    }
}
