using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Consensoor.Actors.Tests.Validators;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;
using Xunit;

namespace Consensoor.Actors.Tests.Api;

/// <summary>Bodies of requests of gloas, as they should be and broken.</summary>
internal static class ApiBodies
{
    public static readonly SszContext Gloas = PlannedChain.Spec.Ssz(ForkName.Gloas);

    public static async Task RefusesBrokenBodies(ApiServer server, string path, string body)
    {
        var member = body.IndexOf('"', StringComparison.Ordinal);
        foreach (var broken in (string[])
            [
                "", "x", "1", "null", "{\"data\":1}", body[..^1],
                body.Insert(member, "\"signature\":\"0x\",\"signature\":\"0x\","),
                body.Insert(member + 1, "un"),
            ])
        {
            await server.Ask("POST", path, broken, HttpStatusCode.BadRequest, "gloas");
        }

        using var content = new StringContent(body, Encoding.UTF8, "text/plain");
        using var wrong = await server.Send("POST", path, content, "gloas");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, wrong.StatusCode);
        using var empty = Ssz([1, 2, 3]);
        using var short_ = await server.Send("POST", path, empty, "gloas");
        Assert.Equal(HttpStatusCode.BadRequest, short_.StatusCode);
    }

    public static string JsonOf(Type type) => (string)typeof(ApiBodies)
        .GetMethod(nameof(JsonOfDefault), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
        .MakeGenericMethod(type).Invoke(null, null)!;

    private static string JsonOfDefault<T>()
        where T : ISszType<T> => Json(T.Default(Gloas));

    public static string Json<T>(T[] items)
        where T : ISszType<T> => $"[{string.Join(',', items.Select(static item => Json(item)))}]";

    public static string Json<T>(T value, SszContext? context = null)
        where T : ISszType<T>
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            value.WriteJson(writer, context ?? Gloas);
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static ByteArrayContent Ssz(byte[] bytes) =>
        new(bytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
