"""Loanwords that are written in several ways, to begin with. Editors change them; nothing reads this again."""

from django.db import migrations

GROUPS = """
쿠버네티스 kubernetes k8s
콘텐츠 컨텐츠 content contents
메시지 메세지 message
애플리케이션 어플리케이션 application 앱 어플
아키텍처 아키텍쳐 architecture
데이터베이스 데이타베이스 database db 디비
데이터 데이타 data
프런트엔드 프론트엔드 frontend front-end
백엔드 backend back-end
데브옵스 devops
도커 docker
리눅스 linux
파이썬 python
자바스크립트 javascript js
타입스크립트 typescript
장고 django
리액트 react
깃허브 github
깃 git
클라우드 cloud
서버 server
서버리스 serverless
마이크로서비스 microservice microservices
로드밸런서 로드 밸런서 load balancer
캐시 캐쉬 cache
스케줄 스케쥴 schedule
카프카 kafka
레디스 redis
포스트그레스 postgres postgresql 포스트그레스큐엘
엘라스틱서치 elasticsearch
오픈서치 opensearch
모니터링 monitoring
옵저버빌리티 관측 가능성 observability
컨테이너 container
인프라 infra infrastructure
파이프라인 pipeline
리팩터링 리팩토링 refactoring
알고리즘 알고리듬 algorithm
네트워크 network
라이브러리 library
프레임워크 framework
오픈소스 오픈 소스 open source
번아웃 burnout
온콜 on-call oncall 온 콜
스타트업 startup
인터뷰 interview 면접
이메일 email e-mail 전자우편
웹사이트 웹 사이트 website
블로그 blog
위키 wiki
소프트웨어 software
하드웨어 hardware
디버깅 debugging
테스트 test
리더십 리더쉽 leadership
워크숍 워크샵 workshop
프로그래밍 programming
서비스 service
배포 deploy deployment
롤백 rollback
장애 outage incident
로그 log
쿼리 query
인덱스 index 색인
트랜잭션 transaction
스레드 쓰레드 thread
비동기 async asynchronous
머신러닝 머신 러닝 machine learning 기계 학습 기계학습
인공지능 인공 지능 ai
"""
# Those of several words.
WITH_SPACES = {
    "로드밸런서 로드 밸런서 load balancer": "로드밸런서\n로드 밸런서\nload balancer",
    "옵저버빌리티 관측 가능성 observability": "옵저버빌리티\n관측 가능성\nobservability",
    "오픈소스 오픈 소스 open source": "오픈소스\n오픈 소스\nopen source",
    "온콜 on-call oncall 온 콜": "온콜\non-call\noncall\n온 콜",
    "웹사이트 웹 사이트 website": "웹사이트\n웹 사이트\nwebsite",
    "머신러닝 머신 러닝 machine learning 기계 학습 기계학습": "머신러닝\n머신 러닝\nmachine learning\n기계 학습\n기계학습",
    "인공지능 인공 지능 ai": "인공지능\n인공 지능\nai",
}


def write(apps, schema_editor):
    group = apps.get_model("search", "SpellingGroup")
    lines = [line for line in GROUPS.strip().split("\n")]
    group.objects.bulk_create(group(spellings=WITH_SPACES.get(line) or "\n".join(line.split())) for line in lines)


class Migration(migrations.Migration):
    dependencies = [("search", "0001_initial")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
