/// Runs the test vectors of docs/offline-sync.md in Dart, and prints each case that ends otherwise.
///
/// Needs Dart 3 and no package: `dart run vectors.dart vectors.json`. A second file may have rows of JSON, its
/// canonical form and its digest.
library;

import 'dart:convert';
import 'dart:io';
import 'dart:typed_data';

const schemaVersion = 5;
const rising = ['info', 'caution', 'seek_medical_advice', 'avoid'];
const otherReasons = {'correction', 'addition', 'schema'};
const takenBack = {'retracted', 'withdrawn'};
final releaseId = RegExp(r'^(\d{4}-\d{2}-\d{2})\.(\d+)-');

typedef JsonObject = Map<String, Object?>;

/// Why a sync could not use an answer.
enum Cause { gone, unavailable, invalidData, invalidContent, newerContent }

class SyncError implements Exception {
  SyncError(this.why, this.message);
  final Cause why;
  final String message;
}

Never invalid(String message) => throw SyncError(Cause.invalidData, message);

Never broken(String message) => throw SyncError(Cause.invalidContent, message);

// JSON

/// Parse the bytes of an answer.
Object? parseJson(List<int> bytes) {
  try {
    return jsonDecode(utf8.decode(bytes));
  } on FormatException {
    invalid('not JSON');
  }
}

/// Return canonical JSON (RFC 8785).
String canonical(Object? value) {
  if (value is List<Object?>) return '[${value.map(canonical).join(',')}]';
  if (value is JsonObject) {
    // Strings compare by UTF-16 units, as RFC 8785 asks.
    final names = value.keys.toList()..sort();
    return '{${names.map((name) => '${quoted(name)}:${canonical(value[name])}').join(',')}}';
  }
  if (value is String) return quoted(value);
  if (value is num) return number(value.toDouble());
  return value.toString();
}

String quoted(String text) {
  final units = text.codeUnits;
  for (var place = 0; place < units.length; place++) {
    final unit = units[place] & 0xFC00;
    if (unit == 0xDC00) invalid('half a character');
    if (unit != 0xD800) continue;
    place++;
    if (place == units.length || units[place] & 0xFC00 != 0xDC00) invalid('half a character');
  }
  return jsonEncode(text);
}

/// Write a number as ECMAScript does; Dart differs in whole numbers and zero only.
String number(double value) {
  if (!value.isFinite) invalid('a number that is too large');
  if (value == 0) return '0';
  final written = value.toString();
  return written.endsWith('.0') ? written.substring(0, written.length - 2) : written;
}

const roundConstants = [
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5, //
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174, //
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da, //
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, //
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, //
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, //
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, //
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2, //
];

/// Return the SHA-256 of bytes (FIPS 180-4). Dart itself has none; an app takes that of package:crypto.
String sha256(List<int> bytes) {
  int rotated(int word, int by) => (word >> by) | (word << (32 - by)) & 0xFFFFFFFF;
  final blocks = (bytes.length + 9 + 63) ~/ 64;
  final padded = ByteData(blocks * 64);
  for (var place = 0; place < bytes.length; place++) {
    padded.setUint8(place, bytes[place]);
  }
  padded.setUint8(bytes.length, 0x80);
  padded.setUint32(blocks * 64 - 8, (bytes.length * 8) >> 32);
  padded.setUint32(blocks * 64 - 4, (bytes.length * 8) & 0xFFFFFFFF);
  final hash = [
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19, //
  ];
  final words = List.filled(64, 0);
  for (var block = 0; block < blocks; block++) {
    for (var t = 0; t < 64; t++) {
      if (t < 16) {
        words[t] = padded.getUint32(block * 64 + t * 4);
        continue;
      }
      final before15 = words[t - 15];
      final before2 = words[t - 2];
      final s0 = rotated(before15, 7) ^ rotated(before15, 18) ^ (before15 >> 3);
      final s1 = rotated(before2, 17) ^ rotated(before2, 19) ^ (before2 >> 10);
      words[t] = (words[t - 16] + s0 + words[t - 7] + s1) & 0xFFFFFFFF;
    }
    var [a, b, c, d, e, f, g, h] = hash;
    for (var t = 0; t < 64; t++) {
      final s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
      final choice = (e & f) ^ ((e ^ 0xFFFFFFFF) & g);
      final first = h + s1 + choice + roundConstants[t] + words[t];
      final s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
      final majority = (a & b) ^ (a & c) ^ (b & c);
      h = g;
      g = f;
      f = e;
      e = (d + first) & 0xFFFFFFFF;
      d = c;
      c = b;
      b = a;
      a = (first + s0 + majority) & 0xFFFFFFFF;
    }
    final added = [a, b, c, d, e, f, g, h];
    for (var place = 0; place < 8; place++) {
      hash[place] = (hash[place] + added[place]) & 0xFFFFFFFF;
    }
  }
  return hash.map((word) => word.toRadixString(16).padLeft(8, '0')).join();
}

String digestOf(Object? value) => sha256(utf8.encode(canonical(value)));

Map<String, String> digestsOf(JsonObject parts) => parts.map((name, part) => MapEntry(name, digestOf(part)));

JsonObject objectOf(Object? value) => value is JsonObject ? value : invalid('not of the documented shape');

List<Object?> listOf(Object? value) => value is List<Object?> ? value : invalid('not of the documented shape');

String textOf(Object? value) => value is String ? value : invalid('not of the documented shape');

// Answers

/// What is stored: one complete release.
class Snapshot {
  Snapshot(this.release, this.digests, this.parts, this.releases, [this.etag = '']);
  final String release;
  final Map<String, String> digests;
  final JsonObject parts;
  final List<Object?> releases;
  final String etag;
}

class Note {
  Note(this.id, this.text, {required this.safety});
  final String id;
  final String text;
  final bool safety;
}

List<Note> notesOf(Iterable<Object?> releases) => [
      for (final note in releases.map(objectOf))
        Note(textOf(note['id']), textOf(note['note']), safety: !otherReasons.contains(textOf(note['reason']))),
    ];

Snapshot parseBundle(List<int> body) {
  final whole = objectOf(parseJson(body));
  final data = objectOf(whole['data']);
  final parts = objectOf(data['parts']);
  return verified(data, objectOf(whole['meta']), digestsOf(parts), parts);
}

/// Apply a delta to a copy; return it, and whether the reader must be told.
(Snapshot, bool) applyChanges(Snapshot current, List<int> body) {
  final whole = objectOf(parseJson(body));
  final data = objectOf(whole['data']);
  final safety = data['safety'];
  if (safety is! bool) invalid('safety is missing');
  if (textOf(data['since']) != current.release) invalid('the changes are from another release');
  final removed = listOf(data['removed']).map(textOf).toSet();
  final upserts = objectOf(data['upserts']);
  final digests = {...current.digests}..removeWhere((name, _) => removed.contains(name));
  final parts = {...current.parts}..removeWhere((name, _) => removed.contains(name));
  digests.addAll(digestsOf(upserts));
  parts.addAll(upserts);
  final fresh = verified(data, objectOf(whole['meta']), digests, parts);
  final told = notesOf(fresh.releases).any((note) => note.safety);
  final releases = [...current.releases, ...fresh.releases];
  return (Snapshot(fresh.release, digests, parts, releases), safety || told);
}

Snapshot verified(JsonObject data, JsonObject meta, Map<String, String> digests, JsonObject parts) {
  final release = textOf(data['release']);
  final digest = textOf(data['digest']);
  final schema = data['schema_version'];
  if (schema is! int) invalid('schema_version is not a whole number');
  final releases = listOf(data['releases']);
  notesOf(releases);
  if (digestOf(<String, Object?>{'parts': digests, 'schema_version': schema}) != digest) {
    invalid('another digest of the content');
  }
  if (digestOf(releases) != data['releases_digest']) invalid('another digest of the releases');
  if (release != meta['release'] || digest.length < 8 || !release.endsWith(digest.substring(0, 8))) {
    invalid('another release');
  }
  if (schema > schemaVersion) throw SyncError(Cause.newerContent, 'schema version $schema: update this app');
  return Snapshot(release, digests, parts, releases);
}

// Entries

/// One release.
class Content {
  Content(Snapshot snapshot) : parts = snapshot.parts;
  final JsonObject parts;

  bool isEntry(String key) {
    final part = parts[key];
    return part is JsonObject && part.containsKey('kind');
  }

  /// Put every entry back, or fail.
  void requireWhole() => parts.keys.where(isEntry).forEach(shown);

  /// Return what is shown of an entry, found also by a former slug.
  JsonObject shown(String name) {
    final moved = parts['moved'];
    final current = !isEntry(name) && moved is JsonObject ? moved[name] : name;
    final key = current is String ? current : name;
    final entry = record(key);
    if (key != '${entry['kind']}/${entry['slug']}') broken('$key is a part of another entry');
    expanded(entry);
    texts(entry['aliases']);
    text(entry['summary']);
    return {
      'name': text(entry['name']),
      'cautions': [for (final line in objects(entry['cautions'])) caution(line)],
      'claims': [for (final grade in objects(entry['claims'])) claim(grade)],
      'related': [for (final group in objects(entry['related'])) ...related(group)],
    };
  }

  List<Object?> caution(JsonObject line) {
    final whole = expanded(record('cautions/${text(line['slug'])}')) as JsonObject;
    for (final name in ['name', 'why']) {
      text(whole[name]);
    }
    for (final name in ['action', 'unless', 'applies_when']) {
      textOrNone(whole, name);
    }
    for (final name in ['what_to_do', 'urgent_signs']) {
      texts(whole[name]);
    }
    if (whole['who'] is! JsonObject) broken('who is missing');
    final mustDisplay = whole['must_display'];
    if (mustDisplay is! bool) broken('must_display is missing');
    final severity = text(line['severity']);
    return [line['slug'], severity, text(line['sentence']), mustDisplay || !rising.contains(severity)];
  }

  List<Object?> claim(JsonObject grade) {
    final whole = record('claims/${text(grade['slug'])}');
    for (final name in ['statement', 'about', 'population', 'directness', 'basis', 'scope']) {
      text(whole[name]);
    }
    for (final name in ['verdict', 'direction']) {
      textOrNone(grade, name);
    }
    return [grade['slug'], text(grade['certainty']), ...objects(whole['evidence']).map(label)];
  }

  String label(JsonObject evidence) {
    text(evidence['stance']);
    final named = evidence['source'];
    final source = record('sources/${named is JsonObject ? named['slug'] : null}');
    textOrNone(source, 'url');
    final who = [source['first_author'], source['journal']].whereType<String>().where((one) => one != '');
    final plain = who.isEmpty ? text(source['name']) : '${who.first} ${source['year'] ?? 'n.d.'}';
    final status = source['retraction_status'];
    return takenBack.contains(status) ? '$plain ($status)' : plain;
  }

  List<String> related(JsonObject group) {
    text(group['relation']);
    final keys = texts(group['entries']);
    for (final key in keys) {
      text(record(key)['name']);
    }
    return [for (final key in keys) '/v1/$key'];
  }

  JsonObject record(String key) {
    final part = parts[key];
    return part is JsonObject ? part : broken('$key is missing');
  }

  /// Return a copy in which every reference has the name and the address of its entry.
  Object? expanded(Object? value) {
    if (value is List<Object?>) return value.map(expanded).toList();
    if (value is! JsonObject) return value;
    final copy = value.map((name, part) => MapEntry(name, expanded(part)));
    if (!value.containsKey('kind') || !value.containsKey('slug') || value.containsKey('href')) return copy;
    final key = '${value['kind']}/${value['slug']}';
    return {...copy, 'name': text(record(key)['name']), 'href': '/v1/$key'};
  }

  String text(Object? value) => value is String ? value : broken('a text is missing');

  void textOrNone(JsonObject value, String name) {
    if (!value.containsKey(name) || value[name] != null) text(value[name]);
  }

  List<String> texts(Object? value) =>
      value is List<Object?> ? value.map(text).toList() : broken('a list is missing');

  List<JsonObject> objects(Object? value) => value is List<Object?>
      ? [for (final one in value) one is JsonObject ? one : broken('an object is missing')]
      : broken('a list is missing');
}

// Syncs

class Answer {
  Answer(this.status, this.etag, this.body);
  final int status;
  final String etag;
  final List<int> body;
}

class Report {
  Report(this.outcome, this.before, this.after, {this.safety = false, this.notes = const [], this.problem});
  final String outcome;
  final String? before;
  final String? after;
  final bool safety;
  final List<Note> notes;
  final String? problem;

  /// Return it as the vectors have it.
  JsonObject json() => {
        'outcome': outcome,
        'before': before,
        'after': after,
        'safety': safety,
        'notes': [for (final note in notes) note.text],
        'problem': problem != null,
      };
}

/// A client with a store in memory.
class Client {
  Snapshot? stored;

  /// Gets the answer to a path with an ETag, which may be empty.
  Answer Function(String path, String etag) ask = (_, __) => throw StateError('nobody asks yet');

  Report sync() {
    final current = stored;
    try {
      return current == null ? syncBundle(null) : syncChanges(current);
    } on SyncError catch (error) {
      final outcome = error.why == Cause.newerContent ? 'update_needed' : 'offline';
      return Report(outcome, current?.release, current?.release, problem: error.message);
    }
  }

  Report syncChanges(Snapshot current) {
    Answer answer;
    Snapshot fresh;
    bool safety;
    try {
      answer = get('/v1/changes', current.etag);
      (fresh, safety) = answer.status == 304 ? (current, false) : applyChanges(current, answer.body);
    } on SyncError catch (error) {
      if (error.why == Cause.gone || error.why == Cause.invalidData) return syncBundle(current);
      rethrow;
    }
    if (fresh.release == current.release) {
      if (answer.status != 304) {
        save(Snapshot(current.release, current.digests, current.parts, current.releases, answer.etag));
      }
      return Report('unchanged', current.release, current.release);
    }
    save(fresh);
    final notes = notesOf(fresh.releases.skip(current.releases.length));
    return Report('delta', current.release, fresh.release, safety: safety, notes: notes);
  }

  Report syncBundle(Snapshot? current) {
    final fresh = parseBundle(get('/v1/bundle', '').body);
    if (current != null && isOlder(fresh.release, current.release)) {
      return Report('unchanged', current.release, current.release, problem: 'the server has an older release');
    }
    save(fresh);
    final notes = [
      if (current != null)
        for (final note in notesOf(fresh.releases))
          if (isOlder(current.release, note.id)) note,
    ];
    final safety = notes.any((note) => note.safety);
    return Report('bundle', current?.release, fresh.release, safety: safety, notes: notes);
  }

  Answer get(String path, String etag) {
    final answer = ask(path, etag);
    if (answer.status == 200 || (answer.status == 304 && etag != '')) return answer;
    if (answer.status == 410) throw SyncError(Cause.gone, 'nothing there');
    throw SyncError(Cause.unavailable, 'the server answered ${answer.status}');
  }

  /// Replace what is stored, unless an entry cannot be put back.
  void save(Snapshot snapshot) {
    Content(snapshot).requireWhole();
    stored = snapshot;
  }
}

/// Return whether a release was made before another; unreleased content comes before every release.
bool isOlder(String one, String other) {
  final (date, counter) = order(one);
  final (otherDate, otherCounter) = order(other);
  return date == otherDate ? counter < otherCounter : date.compareTo(otherDate) < 0;
}

(String, int) order(String release) {
  final match = releaseId.firstMatch(release);
  return match == null ? ('', 0) : (match[1]!, int.parse(match[2]!));
}

// Vectors

/// Run one sync and return what differs from the vectors.
List<String> run(JsonObject step, List<Object?> bodies, Client client) {
  final wrong = <String>[];
  void compare(String what, Object? found, Object? expected) {
    if (canonical(found) != canonical(expected)) wrong.add('$what is ${canonical(found)}');
  }

  client.ask = (path, etag) {
    if (step.containsKey('if_none_match')) compare('If-None-Match', etag, step['if_none_match']);
    final answer = objectOf(objectOf(step['answers'])[path]);
    final body = objectOf(bodies[answer['body'] as int]);
    final encoded = body['base64'];
    final bytes = encoded is String ? base64.decode(encoded) : utf8.encode(textOf(body['text']));
    return Answer(answer['status'] as int, objectOf(answer['headers'])['ETag'] as String? ?? '', bytes);
  };
  final before = client.stored;
  final report = client.sync();
  compare('report', report.json(), step['report']);
  final changed = !identical(client.stored, before);
  if (changed && ['offline', 'update_needed'].contains(report.outcome)) wrong.add('the store changed');
  if (client.stored?.release != report.after) wrong.add('the store has another release');
  if (step.containsKey('entries')) {
    final content = Content(client.stored!);
    objectOf(step['entries']).forEach((key, expected) => compare(key, content.shown(key), expected));
  }
  return wrong;
}

void main(List<String> arguments) {
  final whole = objectOf(parseJson(File(arguments[0]).readAsBytesSync()));
  if (whole['schema_version'] != schemaVersion) throw StateError('vectors of another schema version');
  final wrong = <String>[];
  final cases = listOf(whole['cases']).map(objectOf).toList();
  for (final one in cases) {
    final client = Client();
    for (final step in listOf(one['steps'])) {
      final found = run(objectOf(step), listOf(whole['bodies']), client);
      wrong.addAll(found.map((what) => '${one['name']}: $what'));
    }
  }
  final rows = arguments.length > 1 ? listOf(parseJson(File(arguments[1]).readAsBytesSync())) : <Object?>[];
  for (final row in rows) {
    final [text, written, digest] = listOf(row).map(textOf).toList();
    final value = parseJson(utf8.encode(text));
    if (canonical(value) != written || digestOf(value) != digest) {
      wrong.add('canonical JSON of $text is ${canonical(value)}');
    }
  }
  wrong.forEach(print);
  print('${cases.length} cases, ${rows.length} rows, ${wrong.length} wrong');
  if (wrong.isNotEmpty) exit(1);
}
