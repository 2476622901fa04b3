namespace Consensoor.Actors.Hosting;

/// <summary>
/// Finds the line that each setting of a HOCON text begins in, which the parser does not tell. It follows braces, keys with dots, comments
/// and strings; values it only skips.
/// </summary>
internal sealed class HoconLines
{
    private readonly string _text;
    private readonly Dictionary<string, int> _lines = new(StringComparer.Ordinal);
    private readonly Stack<(string Prefix, int Line)> _open = new();
    private string? _problem;
    private int _at;
    private int _line = 1;

    private HoconLines(string text) => _text = text;

    /// <summary>
    /// Gives the line of every key, the last where it is set twice; keys are whole paths. The problem says where braces do not match or a
    /// line sets nothing, which the parser takes without a word.
    /// </summary>
    public static IReadOnlyDictionary<string, int> Of(string text, out string? problem)
    {
        var lines = new HoconLines(text);
        lines.Read();
        problem = lines._problem;
        return lines._lines;
    }

    private void Read()
    {
        _open.Push(("", 0));
        while (Skip())
        {
            if (_text[_at] == '}')
            {
                _at++;
                if (_open.Count == 1)
                {
                    _problem ??= $"{_line}: a closing brace without an opening one";
                }
                else
                {
                    _open.Pop();
                }
            }
            else if (_text[_at] == '{')
            {
                _at++;
                _open.Push((_open.Peek().Prefix, _line));
            }
            else if (_text[_at] == ',')
            {
                _at++;
            }
            else
            {
                ReadPair();
            }
        }

        if (_open.Count > 1)
        {
            _problem ??= $"{_open.Peek().Line}: a brace is opened and not closed";
        }
    }

    private void ReadPair()
    {
        var line = _line;
        var start = _at;
        while (_at < _text.Length && _text[_at] is not ('=' or ':' or '{' or '}' or '\n' or '+' or '#'))
        {
            _at++;
        }

        var key = string.Join('.', _text[start.._at].Split('.').Select(static part => part.Trim().Trim('"')));
        var path = _open.Peek().Prefix.Length == 0 ? key : $"{_open.Peek().Prefix}.{key}";
        if (_at >= _text.Length || _text[_at] is not ('=' or ':' or '{' or '+'))
        {
            _problem ??= $"{line}: '{Spec.Config.ConfigError.Shown(key)}' sets nothing";
        }

        if (_at < _text.Length && _text[_at] == '+')
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] is '=' or ':')
        {
            _at++;
        }

        while (_at < _text.Length && _text[_at] is ' ' or '\t')
        {
            _at++;
        }

        if (_at < _text.Length && _text[_at] == '{')
        {
            _at++;
            _open.Push((path, _line));
            return;
        }

        if (key.Length > 0)
        {
            _lines[path] = line;
        }

        SkipValue();
    }

    // Up to the end of the line, a comma or a closing brace, whatever brackets and strings stand between. What does not match is said
    // here: the parser reads on without an end.
    private void SkipValue()
    {
        var open = new Stack<(char Closing, int Line)>();
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (c == '"')
            {
                SkipString();
                continue;
            }

            if (c is '#' || (c == '/' && _at + 1 < _text.Length && _text[_at + 1] == '/'))
            {
                SkipLine();
                continue;
            }

            if (open.Count == 0 && c is ('\n' or ',' or '}'))
            {
                return;
            }

            if (c is '[' or '{')
            {
                open.Push((c == '[' ? ']' : '}', _line));
            }
            else if (c is ']' or '}' && (!open.TryPop(out var last) || last.Closing != c))
            {
                _problem ??= $"{_line}: '{c}' closes nothing that is open";
            }

            Step();
        }

        if (open.TryPeek(out var left))
        {
            _problem ??= $"{left.Line}: a bracket is opened and not closed";
        }
    }

    private void SkipString()
    {
        const string Triple = "\"\"\"";
        var quote = string.CompareOrdinal(_text, _at, Triple, 0, Triple.Length) == 0 ? Triple : "\"";
        for (var i = 0; i < quote.Length; i++)
        {
            Step();
        }

        while (
            _at < _text.Length
                && string.CompareOrdinal(_text, _at, quote, 0, quote.Length) != 0
                && (quote.Length > 1 || _text[_at] != '\n'))
        {
            if (_text[_at] == '\\' && quote.Length == 1 && _at + 1 < _text.Length)
            {
                Step();
            }

            Step();
        }

        for (var i = 0; i < quote.Length && _at < _text.Length; i++)
        {
            Step();
        }
    }

    private bool Skip()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
            {
                Step();
            }
            else if (_text[_at] == '#' || string.CompareOrdinal(_text, _at, "//", 0, 2) == 0)
            {
                SkipLine();
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void SkipLine()
    {
        while (_at < _text.Length && _text[_at] != '\n')
        {
            _at++;
        }
    }

    private void Step()
    {
        if (_at < _text.Length && _text[_at] == '\n')
        {
            _line++;
        }

        _at++;
    }
}
