using System.Text.Json;
using Consensoor.Spec.Config;
using Consensoor.Spec.Ssz;

namespace Consensoor.Actors.Api;

/// <content>Lists, and answers whose JSON and SSZ have little in common.</content>
public static partial class ApiResponse
{
    /// <summary>Answers with SSZ or JSON, whichever the caller prefers; 406 where it accepts neither.</summary>
    public static Task Either(HttpContext http, Func<Task> ssz, Func<Task> json) => PrefersSsz(http) switch
    {
        true => ssz(),
        false => json(),
        _ => NotAcceptable(http),
    };

    /// <summary>A JSON array, whose items are written by the caller; 406 where the caller does not accept JSON.</summary>
    public static Task WriteArray(HttpContext http, Action<Utf8JsonWriter> items) =>
        MediaChoice.TakesJson(http.Request)
            ? PutJson(http, writer =>
            {
                writer.WriteStartArray();
                items(writer);
                writer.WriteEndArray();
            })
            : NotAcceptable(http);

    /// <summary>
    /// Values of a fork as a JSON array or as SSZ of a list of them, whichever the caller prefers; 406 where it accepts neither.
    /// </summary>
    public static Task VersionedList<T>(
        HttpContext http, Certainty view, ForkName fork, IReadOnlyList<T> values, SszContext context)
        where T : ISszType<T> => List(http, view, fork, values, context);

    /// <summary>The same where nothing is to be said besides.</summary>
    public static Task ValueList<T>(HttpContext http, ForkName fork, IReadOnlyList<T> values, SszContext context)
        where T : ISszType<T> => List(http, null, fork, values, context);

    private static Task List<T>(
        HttpContext http, Certainty? view, ForkName fork, IReadOnlyList<T> values, SszContext context)
        where T : ISszType<T> => Either(
        http,
        () =>
        {
            http.Response.Headers[VersionHeader] = fork.Text();
            return Bytes(http, Joined(values, context));
        },
        () =>
        {
            http.Response.Headers[VersionHeader] = fork.Text();
            return Write(http, writer =>
            {
                writer.WriteString("version", fork.Text());
                if (view is { } known)
                {
                    WriteView(writer, known);
                }

                writer.WriteStartArray("data");
                foreach (var value in values)
                {
                    value.WriteJson(writer, context);
                }

                writer.WriteEndArray();
            });
        });

    // Elements of a fixed length follow each other; others stand behind their offsets.
    private static byte[] Joined<T>(IReadOnlyList<T> values, SszContext context)
        where T : ISszType<T>
    {
        byte[][] parts = [.. values.Select(value => value.ToSsz(context))];
        if (T.FixedLength(context) <= 0)
        {
            return Contents.Join(parts);
        }

        var joined = new byte[parts.Sum(static part => part.Length)];
        var at = 0;
        foreach (var part in parts)
        {
            part.CopyTo(joined, at);
            at += part.Length;
        }

        return joined;
    }
}
